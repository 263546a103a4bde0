// The official SDK's router, every answer on disk first.
import { serve } from './lib/sdk-server.mjs';
import { sqlite } from './lib/store.mjs';

serve(await sqlite());

// The official SDK's router, nothing on disk.
import { serve } from './lib/sdk-server.mjs';
import { memory } from './lib/store.mjs';

serve(memory());

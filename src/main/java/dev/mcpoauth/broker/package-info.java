/// The decisions of the authorization server: one class for each thing that a client or a browser
/// may ask. No HTTP and no SQL words here; [dev.mcpoauth.broker.Broker] holds them all.
@NullMarked
package dev.mcpoauth.broker;

import org.jspecify.annotations.NullMarked;

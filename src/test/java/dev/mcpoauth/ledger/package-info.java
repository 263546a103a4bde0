/// The ledger test: clients write down every answer, brokers and databases are killed under them,
/// and afterwards the ledger is compared with what the brokers remember.
@NullMarked
package dev.mcpoauth.ledger;

import org.jspecify.annotations.NullMarked;

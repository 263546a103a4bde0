package dev.mcpoauth.guard;

/// Every size limit of the code base in one place.
final class Budget {
    static final int FILE_LINES = 400;
    static final int FILE_LINES_MEDIAN = 100;
    static final int FUNCTION_LINES = 40;
    static final int FUNCTION_LINES_P95 = 25;
    static final int PARAMETERS = 4;

    private Budget() {}
}

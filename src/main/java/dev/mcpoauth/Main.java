package dev.mcpoauth;

/// The program's entry: builds every part, hands them to the command line and runs it.
public final class Main {
    private Main() {}

    /// Runs one command.
    public static void main(String[] args) {
        String version = Main.class.getPackage().getImplementationVersion();
        System.out.println("mcp-oauth " + (version == null ? "development" : version));
    }
}

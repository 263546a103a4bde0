package dev.mcpoauth.scaffold;

/// Which files are written.
public enum Layout {
    /// A class and a test beside each other, run with nothing but a JDK.
    FOLDER,
    /// A Maven project.
    MAVEN,
    /// The settings only, no Java.
    SPEC
}

package dev.mcpoauth.cli;

import java.util.Map;
import java.util.Stack;
import picocli.CommandLine.IParameterPreprocessor;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Lets an option take a value only in the form `--option=value`: in `--option value` the value is
/// the next argument, not the option's.
final class AttachedValue implements IParameterPreprocessor {
    @Override
    @SuppressWarnings("JdkObsolete") // picocli's signature
    public boolean preprocess(
            Stack<String> args,
            CommandSpec commandSpec,
            ArgSpec argSpec,
            Map<String, Object> info) {
        boolean attached = info.get("separator") != null;
        if (!attached && argSpec instanceof OptionSpec option) {
            option.setValue(option.fallbackValue());
        }
        return !attached;
    }
}

package dev.mcpoauth.guard;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// One Java file as the budgets see it: its length, its functions and its remarks.
record SourceFile(String name, List<String> lines, List<Function> functions) {
    private static final Pattern OPEN_WORK = Pattern.compile("\\b(TO[D]O|FIX[M]E|XX[X])\\b");
    private static final Pattern LINE_REMARK = Pattern.compile("(?<![:/\"])//(?!/) ?(.*)$");
    private static final Pattern RFC_REMARK =
            Pattern.compile("^RFC \\d{3,5} (\\d+|[A-Z])(\\.\\d+)*: \\S.*");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();
    private static final StandardJavaFileManager FILES =
            COMPILER.getStandardFileManager(null, null, null);

    /// A method or constructor: `lines` counts from its head to its closing brace.
    record Function(String name, int lines, int parameters) {}

    static SourceFile parse(String name, String text) {
        JavaFileObject source = new Text(name, text);
        JavacTask task =
                (JavacTask) COMPILER.getTask(null, FILES, d -> {}, null, null, List.of(source));
        List<Function> functions = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                new Collector(unit, Trees.instance(task).getSourcePositions())
                        .scan(unit, functions);
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return new SourceFile(name, text.lines().toList(), List.copyOf(functions));
    }

    /// What breaks a hard limit, one sentence each; empty when the file keeps every rule.
    List<String> faults() {
        List<String> faults = new ArrayList<>();
        if (lines.size() > Budget.FILE_LINES) {
            faults.add(name + ": " + lines.size() + " lines, at most " + Budget.FILE_LINES);
        }
        for (Function f : functions) {
            if (f.lines() > Budget.FUNCTION_LINES) {
                faults.add(at(f) + f.lines() + " lines, at most " + Budget.FUNCTION_LINES);
            }
            if (f.parameters() > Budget.PARAMETERS) {
                faults.add(at(f) + f.parameters() + " parameters, at most " + Budget.PARAMETERS);
            }
        }
        for (String line : lines) {
            remarkFault(line).ifPresent(faults::add);
        }
        return faults;
    }

    private String at(Function f) {
        return name + " " + f.name() + ": ";
    }

    private Optional<String> remarkFault(String line) {
        if (OPEN_WORK.matcher(line).find()) {
            return Optional.of(name + ": unfinished work: " + line.strip());
        }
        var remark = LINE_REMARK.matcher(line);
        if (remark.find()
                && remark.group(1).startsWith("RFC ")
                && !RFC_REMARK.matcher(remark.group(1)).matches()) {
            return Optional.of(name + ": write '// RFC 7636 4.6: ...', not: " + line.strip());
        }
        return Optional.empty();
    }

    private static final class Collector extends TreePathScanner<Void, List<Function>> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;

        Collector(CompilationUnitTree unit, SourcePositions positions) {
            this.unit = unit;
            this.positions = positions;
        }

        @Override
        public Void visitMethod(MethodTree method, List<Function> found) {
            int parameters =
                    inRecord() && isConstructor(method) ? 0 : method.getParameters().size();
            long start = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, method));
            long end = unit.getLineMap().getLineNumber(positions.getEndPosition(unit, method));
            found.add(
                    new Function(method.getName().toString(), (int) (end - start + 1), parameters));
            return super.visitMethod(method, found);
        }

        private static boolean isConstructor(MethodTree method) {
            return method.getReturnType() == null;
        }

        private boolean inRecord() {
            return getCurrentPath().getParentPath().getLeaf() instanceof ClassTree type
                    && type.getKind() == Tree.Kind.RECORD;
        }
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(String name, String text) {
            super(URI.create("string:///" + name.replace('\\', '/')), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}

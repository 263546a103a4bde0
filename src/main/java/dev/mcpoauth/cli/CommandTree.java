package dev.mcpoauth.cli;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// Every command on one screen.
///
/// A command costs time only when it may run: with the words of a command line, only the commands
/// among them are built. Where no word fits, all of that level are built, for the help and for
/// suggestions.
final class CommandTree {
    private final Session session;
    private final List<String> args;

    private CommandTree(Session session, List<String> args) {
        this.session = session;
        this.args = args;
    }

    /// The commands that these arguments may mean.
    static CommandLine of(Session session, String... args) {
        return new CommandTree(session, List.of(args)).root();
    }

    /// All commands.
    static CommandLine whole(Session session) {
        return new CommandTree(session, List.of()).root();
    }

    private CommandLine root() {
        CommandLine root = new CommandLine(session.options().spec());
        root.getCommandSpec().version("mcp-oauth " + session.product().version());
        return args.equals(List.of("--version")) || args.equals(List.of("-V")) ? root : grown(root);
    }

    private CommandLine grown(CommandLine root) {
        List<String> words = words(root.getCommandSpec());
        String noun = words.isEmpty() || words.contains("help") ? "" : words.getFirst();
        Branch top = new Branch(Set.of(noun), words);
        top.group("init", "Write the first files of a provider or a project.", this::init);
        top.add("classpath", () -> new ClassPath(session));
        top.add("serve", () -> new ServeCommand(session).spec());
        top.add("status", () -> new StatusCommand(session));
        top.add("stop", () -> new StopCommand(session));
        top.add("doctor", () -> new DoctorCommand(session));
        top.add("inspect", () -> new InspectCommand(session));
        top.add("trace", () -> new TraceCommand(session));
        top.group("config", "Read and change the settings.", this::config);
        top.group("db", "Check, back up and move the database.", this::db);
        top.add("demo", () -> new DemoCommand(session).spec());
        top.group("client", "Register and list MCP clients.", this::client);
        top.group("token", "Read and refresh the tokens of services.", this::token);
        top.add("login", () -> new LoginCommand(session));
        top.add("logout", () -> new LogoutCommand(session));
        top.add("prune", () -> new Prune(session));
        top.group(
                "provider",
                "Add, check and remove the services that users log in at.",
                this::provider);
        top.group("consent", "Show and take back what users allowed.", this::consent);
        top.group("keys", "Show and change the keys that sign and seal tokens.", this::keys);
        top.group("audit", "Show what happened.", this::audit);
        top.add("shell", () -> new ShellCommand(session));
        top.add("completion", () -> new CompletionCommand(session));
        top.add("man", () -> new ManCommand(session));
        top.add("__complete", () -> new CompleteNames(session));
        top.hiddenGroup("auth", "For those who know gh.", this::auth);
        top.add("help", () -> new Help(session, root));
        top.grow(root);
        return root;
    }

    private void db(Branch db) {
        db.add("path", () -> new DbPath(session));
        db.add("check", () -> new DbCheck(session));
        db.add("backup", () -> new DbBackup(session));
        db.add("restore", () -> new DbRestore(session));
        db.add("migrate", () -> new DbMigrate(session));
        db.add("vacuum", () -> new DbVacuum(session));
        db.add("prune", () -> new Prune(session));
        db.add("recheck", () -> new DbRecheck(session));
        db.add("copy", () -> new DbCopy(session));
    }

    private void init(Branch init) {
        init.add("provider", () -> new InitProvider(session));
        init.add("project", () -> new InitProject(session));
        init.add("update", () -> new InitUpdate(session));
    }

    private void config(Branch config) {
        config.add("get", () -> new ConfigGet(session));
        config.add("set", () -> new ConfigSet(session));
        config.add("unset", () -> new ConfigUnset(session));
        config.add("list", () -> new ConfigList(session));
        config.add("path", () -> new ConfigPath(session));
        config.add("edit", () -> new ConfigEdit(session));
        config.add("trust", () -> new ConfigTrust(session));
        config.add("schema", () -> new ConfigSchema(session));
    }

    /// The arguments that are neither options nor values of options that every command has.
    private List<String> words(CommandSpec spec) {
        List<String> words = new ArrayList<>();
        boolean value = false;
        for (String each : args) {
            OptionSpec option = spec.optionsMap().get(each);
            if (!value && !each.startsWith("-")) {
                words.add(each);
            }
            value = !value && option != null && option.arity().min() > 0;
        }
        return words;
    }

    private void client(Branch client) {
        client.add("register", () -> new ClientRegister(session));
        client.add("list", () -> new ClientList(session));
        client.add("show", () -> new ClientShow(session));
        client.add("update", () -> new ClientUpdate(session));
        client.add("rotate-secret", () -> new ClientRotate(session));
        client.add("delete", () -> new ClientDelete(session));
        client.add("snippet", () -> new ClientSnippet(session));
        client.add("install", () -> new ClientInstall(session));
        client.add("registration-token", () -> new ClientRegistrationToken(session));
    }

    private void token(Branch token) {
        token.add("list", () -> new TokenList(session));
        token.add("show", () -> new TokenShow(session));
        token.add("get", () -> new TokenGet(session));
        token.add("headers", () -> new TokenHeaders(session));
        token.add("env", () -> new TokenEnv(session));
        token.add("exec", () -> new TokenExec(session));
        token.add("refresh", () -> new TokenRefresh(session));
        token.add("revoke", () -> new TokenRevoke(session));
        token.add("verify", () -> new TokenVerify(session));
        token.add("issue", () -> new TokenIssue(session));
        token.add("watch", () -> new TokenWatch(session));
    }

    private void auth(Branch auth) {
        auth.add("login", () -> new LoginCommand(session));
        auth.add("logout", () -> new LogoutCommand(session));
        auth.add("status", () -> new StatusCommand(session));
        auth.add("token", () -> new TokenGet(session));
    }

    private void provider(Branch provider) {
        provider.add("list", () -> new ProviderList(session));
        provider.add("show", () -> new ProviderShow(session));
        provider.add("presets", () -> new ProviderPresets(session));
        provider.add("add", () -> new ProviderAdd(session));
        provider.add("remove", () -> new ProviderRemove(session));
        provider.add("credentials", () -> new ProviderIdentify(session));
        provider.add("check", () -> new ProviderCheck(session));
    }

    private void consent(Branch consent) {
        consent.add("list", () -> new ConsentList(session));
        consent.add("revoke", () -> new ConsentRevoke(session));
    }

    private void keys(Branch keys) {
        keys.add("list", () -> new KeysList(session));
        keys.add("rotate", () -> new KeysRotate(session));
        keys.add("rekey", () -> new KeysRekey(session));
    }

    private void audit(Branch audit) {
        audit.add("tail", () -> new AuditTail(session));
        audit.add("export", () -> new AuditExport(session));
    }

    /// The commands below one command.
    private static final class Branch {
        private final Set<String> wanted;
        private final List<String> words;
        private final Map<String, Supplier<Object>> commands = new LinkedHashMap<>();
        private final Map<String, String[]> aliases = new LinkedHashMap<>();
        private final Set<String> hidden = new HashSet<>();

        /// Of these commands where they exist, otherwise of all.
        Branch(Set<String> wanted, List<String> words) {
            this.wanted = wanted;
            this.words = words;
        }

        void add(String name, Supplier<Object> command, String... otherNames) {
            commands.put(name, command);
            aliases.put(name, otherNames);
        }

        void group(String name, String description, Consumer<Branch> verbs) {
            add(
                    name,
                    () -> {
                        CommandLine noun = new CommandLine(new Group(description).spec());
                        Branch below = new Branch(Set.copyOf(words), words);
                        verbs.accept(below);
                        below.grow(noun);
                        return noun;
                    });
        }

        void hiddenGroup(String name, String description, Consumer<Branch> verbs) {
            group(name, description, verbs);
            hidden.add(name);
        }

        void grow(CommandLine parent) {
            List<String> names = new ArrayList<>(commands.keySet());
            if (names.stream().anyMatch(this::named)) {
                names.removeIf(name -> !named(name));
            }
            for (String name : names) {
                Object command = commands.getOrDefault(name, Object::new).get();
                CommandLine made =
                        command instanceof CommandLine line ? line : new CommandLine(command);
                if (hidden.contains(name)) {
                    made.getCommandSpec().usageMessage().hidden(true);
                }
                parent.addSubcommand(name, made, aliases.getOrDefault(name, new String[0]));
            }
        }

        private boolean named(String name) {
            return wanted.contains(name)
                    || List.of(aliases.getOrDefault(name, new String[0])).stream()
                            .anyMatch(wanted::contains);
        }
    }
}

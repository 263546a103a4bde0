package dev.mcpoauth.http;

import dev.mcpoauth.json.Json;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.ServiceUnavailableResponse;
import jakarta.servlet.ServletRequest;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import jdk.net.ExtendedSocketOptions;
import jdk.net.UnixDomainPrincipal;
import org.eclipse.jetty.ee10.servlet.ServletContextRequest;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.jspecify.annotations.Nullable;

/// The broker's own socket for the command line of the same user: a file that others cannot open.
///
/// Its paths exist on this socket only; no TCP connection reaches them.
public final class LocalDoor {
    /// What the command line may ask.
    public interface Answers {
        /// The access token of `PROVIDER` or `PROVIDER/ACCOUNT`, as `token get` of a process with
        /// these folders prints it: `PWD` and the variables that say where its settings are.
        Answer token(String ref, Map<String, String> folders);

        /// How the broker is.
        Map<String, Object> status();

        /// Asks the broker to finish what it does and end.
        void stop();
    }

    /// An answer for the command line.
    ///
    /// @param status the HTTP status
    /// @param text what to print, or a JSON error
    public record Answer(int status, String text) {}

    /// How the launchers tell where they were started.
    private static final Map<String, String> FOLDERS =
            Map.of(
                    "Asker-Folder", "PWD",
                    "Asker-Home", "HOME",
                    "Asker-Config", "XDG_CONFIG_HOME",
                    "Asker-State", "XDG_STATE_HOME",
                    "Asker-Runtime", "XDG_RUNTIME_DIR");

    private final Path socket;
    private volatile @Nullable Answers answers;

    /// A door at this path, in a folder that only its owner can enter; it opens with [#open].
    public LocalDoor(Path socket) {
        this.socket = socket;
    }

    /// Who answers from now on.
    public void open(Answers given) {
        answers = given;
    }

    private Answers answers() {
        Answers given = answers;
        if (given == null) {
            throw new ServiceUnavailableResponse("the broker is starting");
        }
        return given;
    }

    Path socket() {
        return socket;
    }

    /// The system makes sockets that everybody may open; the folder around this one is closed.
    void onlyForTheOwner() {
        try {
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot protect " + socket, e);
        }
    }

    /// Whether a request came through a Unix socket and not over TCP.
    static boolean local(ServletRequest request) {
        return connection(request).getConnector() instanceof UnixDomainServerConnector;
    }

    private static ConnectionMetaData connection(ServletRequest request) {
        return ServletContextRequest.getServletContextRequest(request).getConnectionMetaData();
    }

    private static Optional<SocketChannel> channel(ServletRequest request) {
        Object transport = connection(request).getConnection().getEndPoint().getTransport();
        return transport instanceof SocketChannel channel ? Optional.of(channel) : Optional.empty();
    }

    void install(RoutesConfig routes) {
        routes.before(this::onlyTheOwner);
        routes.get("/t/{provider}", ctx -> token(ctx, ctx.pathParam("provider")));
        routes.get(
                "/t/{provider}/{account}",
                ctx -> token(ctx, ctx.pathParam("provider") + "/" + ctx.pathParam("account")));
        routes.get("/status", ctx -> json(ctx, answers().status()));
        routes.post(
                "/stop",
                ctx -> {
                    json(ctx, Map.of("stopping", true));
                    answers().stop();
                });
    }

    private void onlyTheOwner(Context ctx) throws IOException {
        SocketChannel channel = channel(ctx.req()).orElseThrow();
        UnixDomainPrincipal peer = channel.getOption(ExtendedSocketOptions.SO_PEERCRED);
        // the folder keeps others out already; this holds where a file system ignores modes
        if (!peer.user().getName().equals(Files.getOwner(socket).getName())) {
            ctx.status(403).result("another user");
            ctx.skipRemainingHandlers();
        }
    }

    private void token(Context ctx, String ref) {
        Map<String, String> folders = new LinkedHashMap<>();
        FOLDERS.forEach((header, name) -> {
            String folder = ctx.header(header);
            if (folder != null) {
                folders.put(name, folder);
            }
        });
        Answer answer = answers().token(ref, folders);
        ctx.status(answer.status())
                .contentType("text/plain; charset=utf-8")
                .result(answer.text() + "\n");
    }

    private static void json(Context ctx, Map<String, Object> body) {
        ctx.contentType("application/json").result(Json.write(body));
    }
}

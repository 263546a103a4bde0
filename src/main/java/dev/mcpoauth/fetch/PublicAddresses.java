package dev.mcpoauth.fetch;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// Which addresses belong to the public internet, and to nobody's own network.
///
/// [RFC 6890 2.2](https://www.rfc-editor.org/rfc/rfc6890#section-2.2) and the IANA registries that
/// continue it.
public final class PublicAddresses {
    private static final int IPV4_BYTES = 4;

    private static final List<Range> SPECIAL_4 =
            ranges(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // shared by carriers, and a cloud's metadata service
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // a cloud's platform service on a public number
                    "169.254.0.0/16", // link-local, and most clouds' metadata service
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments, and a cloud's metadata service
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24", // AS112
                    "192.52.193.0/24", // AMT
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "192.175.48.0/24", // AS112
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, and broadcast

    /// Everything else of IPv6 is special: loopback, mapped, NAT64, unique local, link-local...
    private static final List<Range> GLOBAL_6 = ranges("2000::/3");

    private static final List<Range> SPECIAL_6 =
            ranges(
                    "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4, which carries an IPv4 address
                    "2620:4f:8000::/48", // AS112
                    "3fff::/20"); // documentation

    private static final List<byte[]> ISATAP =
            List.of(new byte[] {0, 0, 0x5e, (byte) 0xfe}, new byte[] {2, 0, 0x5e, (byte) 0xfe});

    private record Range(byte[] prefix, int bits) {
        static Range of(String text) {
            int slash = text.indexOf('/');
            return new Range(
                    InetAddress.ofLiteral(text.substring(0, slash)).getAddress(),
                    Integer.parseInt(text.substring(slash + 1)));
        }

        boolean holds(byte[] address) {
            for (int bit = 0; bit < bits; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (prefix[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }

    private PublicAddresses() {}

    /// True for an address that anybody on the internet may reach.
    public static boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == IPV4_BYTES) {
            return none(SPECIAL_4, bytes);
        }
        byte[] interfaceId = Arrays.copyOfRange(bytes, 8, 12);
        // RFC 5214 6.1: an ISATAP interface identifier carries an IPv4 address
        boolean isatap = ISATAP.stream().anyMatch(each -> Arrays.equals(each, interfaceId));
        return !none(GLOBAL_6, bytes) && none(SPECIAL_6, bytes) && !isatap;
    }

    private static boolean none(List<Range> ranges, byte[] address) {
        return ranges.stream().noneMatch(range -> range.holds(address));
    }

    private static List<Range> ranges(String... texts) {
        return Stream.of(texts).map(Range::of).toList();
    }
}

using System.Net;
using System.Net.Sockets;

namespace XaiFunctions.App.Callbacks;

/// <summary>
/// Tells public addresses from those that lead into the app's own network, the machine itself or the platform (IANA's special-purpose registries, RFC 6890, and
/// 168.63.129.16, under which Azure's machines reach their platform).
/// </summary>
public static class PublicAddress
{
    private static readonly IPNetwork[] Special =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
            "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            // Of IPv6, only 2000::/3 is given out; in it, these hold IPv4 addresses or are not routed.
            "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20",
        }.Select(network => IPNetwork.Parse(network)),
    ];

    private static readonly IPNetwork GivenOut = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address is one that anybody on the Internet can have.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return !Special.Any(network => network.Contains(address))
            && (address.AddressFamily == AddressFamily.InterNetwork || GivenOut.Contains(address));
    }
}

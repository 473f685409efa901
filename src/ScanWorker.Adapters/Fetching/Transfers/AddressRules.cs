using System.Net;
using System.Net.Sockets;

namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>Addresses that are never connected to, whatever name led there.</summary>
/// <remarks>
/// Only hosts of the configuration are asked at all, and those may be private: object stores of a cluster are. What
/// no object store can be is refused: such an address behind an allowed name means that somebody else answers for the
/// name.
/// </remarks>
internal static class AddressRules
{
    private static readonly IPNetwork[] Refused =
    [
        IPNetwork.Parse("0.0.0.0/8"), // this host
        IPNetwork.Parse("169.254.0.0/16"), // link-local, and the metadata services of most clouds
        IPNetwork.Parse("224.0.0.0/4"), // multicast
        IPNetwork.Parse("240.0.0.0/4"), // reserved, and broadcast
        IPNetwork.Parse("168.63.129.16/32"), // Azure's platform
        IPNetwork.Parse("100.100.100.200/32"), // Alibaba's metadata
        IPNetwork.Parse("::/128"), // unspecified
        IPNetwork.Parse("fe80::/10"), // link-local
        IPNetwork.Parse("fec0::/10"), // site-local, long withdrawn
        IPNetwork.Parse("ff00::/8"), // multicast
        IPNetwork.Parse("fd00:ec2::/32"), // Amazon's metadata
    ];

    // Prefixes whose addresses hold an IPv4 address, and at which byte it begins: what it leads to is what counts.
    private static readonly (IPNetwork Prefix, int Offset)[] Embedding =
    [
        (IPNetwork.Parse("64:ff9b::/96"), 12), // NAT64
        (IPNetwork.Parse("64:ff9b:1::/48"), 12), // NAT64, local
        (IPNetwork.Parse("2002::/16"), 2), // 6to4
        (IPNetwork.Parse("::/96"), 12), // IPv4-compatible, long withdrawn
    ];

    public static bool Allow(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        if (IPAddress.IsLoopback(plain))
        {
            return true;
        }

        if (Refused.Any(network => network.Contains(plain)))
        {
            return false;
        }

        return plain.AddressFamily != AddressFamily.InterNetworkV6
            || Embedding.All(row => !row.Prefix.Contains(plain) || Allow(Embedded(plain, row.Offset)));
    }

    private static IPAddress Embedded(IPAddress address, int offset) =>
        new(address.GetAddressBytes().AsSpan(offset, 4));
}

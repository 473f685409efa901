using System.Globalization;

namespace ScanWorker.Pipeline.HashSets.Leases;

/// <summary>The right to publish a hash set, while it lasts.</summary>
/// <remarks>
/// A publication that carries it is refused by the store once the lease has ended, however late it arrives: the store
/// compares number and token in the transaction that moves head.
/// </remarks>
/// <param name="Set">The hash set's name.</param>
/// <param name="Number">The fencing number: higher than those of all leases before it.</param>
/// <param name="Token">Random: two leases that a store which lost its last writes gave one number are two.</param>
public sealed record PublisherLease(string Set, long Number, string Token)
{
    /// <summary>As the store holds it.</summary>
    public string Value => string.Create(CultureInfo.InvariantCulture, $"{Number}:{Token}");
}

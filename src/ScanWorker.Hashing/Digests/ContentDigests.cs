namespace ScanWorker.Hashing.Digests;

/// <summary>The plain digests of one content's bytes.</summary>
public readonly record struct ContentDigests(Hash128 Md5, Hash160 Sha1, Hash256 Sha256)
{
    /// <summary>Null where it was not taken: no known entry had one.</summary>
    public Hash512? Sha512 { get; init; }
}

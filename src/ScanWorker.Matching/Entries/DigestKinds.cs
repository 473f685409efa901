namespace ScanWorker.Matching.Entries;

/// <summary>A set of digest algorithms.</summary>
[Flags]
public enum DigestKinds
{
    None = 0,
    Md5 = 1,
    Sha1 = 2,
    Sha256 = 4,
    Sha512 = 8,
}

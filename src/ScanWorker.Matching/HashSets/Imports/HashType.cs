namespace ScanWorker.Matching.HashSets.Imports;

/// <summary>The kinds of hash that entries hold.</summary>
public enum HashType
{
    Md5,
    Sha1,
    Sha256,
    Pdq,
}

namespace ScanWorker.Pipeline.Control;

/// <summary>Ids of log events about the hash set: 3000 to 3049.</summary>
internal static class HashSetEventIds
{
    internal const int Swapped = 3000;
    internal const int StartedFromSnapshot = 3001;
    internal const int NoSnapshot = 3002;
    internal const int SnapshotRefused = 3003;
    internal const int Refused = 3004;
    internal const int StoreUnavailable = 3005;
    internal const int StoreBack = 3006;
    internal const int NothingPublished = 3007;
    internal const int SnapshotNotWritten = 3008;
    internal const int BankTooOld = 3009;
}

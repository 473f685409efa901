namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>An allowed name led to addresses of which none is.</summary>
internal sealed class AddressRefusedException() : IOException("No address of the host may be connected to.");

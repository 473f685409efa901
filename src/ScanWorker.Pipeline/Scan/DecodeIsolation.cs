namespace ScanWorker.Pipeline.Scan;

/// <summary>Where content is decoded.</summary>
public enum DecodeIsolation
{
    /// <summary>In processes of its own.</summary>
    Process,

    /// <summary>Within the worker.</summary>
    None,
}

namespace ScanWorker;

/// <summary>Exit codes, after BSD's sysexits where one fits.</summary>
internal static class ExitCodes
{
    /// <summary>Done.</summary>
    public const int Done = 0;

    /// <summary>Something was found: a match, a difference. Of "sets find": nothing was.</summary>
    public const int Found = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 64;

    /// <summary>The input is bad.</summary>
    public const int BadInput = 65;

    /// <summary>A service is unavailable.</summary>
    public const int Unavailable = 69;

    /// <summary>A bug of ours, or a state in which going on would do harm.</summary>
    public const int Bug = 70;

    /// <summary>The configuration is wrong.</summary>
    public const int Configuration = 78;
}

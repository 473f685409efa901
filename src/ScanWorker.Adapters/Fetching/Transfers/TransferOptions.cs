using System.ComponentModel.DataAnnotations;

namespace ScanWorker.Adapters.Fetching.Transfers;

/// <summary>Limits of one exchange with a store over HTTP; a store that passes them has failed one attempt.</summary>
internal sealed class TransferOptions
{
    /// <summary>Longest wait for a connection, name look-up included. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Longest wait for the header of an answer, connecting included. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan HeaderTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The least that must arrive in every <see cref="RateWindow"/>. Default 32 KiB; 0 asks for
    /// nothing.</summary>
    [Range(0, 1 << 30)]
    public int WindowBytesMin { get; set; } = 32 << 10;

    /// <summary>How long a body may be slow before it is given up. Default 2 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan RateWindow { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// How many bytes one byte of a body with <c>Content-Encoding</c> may unpack to, on the average; more is
    /// content-too-large. Default 200.
    /// </summary>
    [Range(1, 100_000)]
    public int UnpackRatioMax { get; set; } = 200;
}

namespace ScanWorker.Pipeline.Control;

/// <summary>Whose hash sets are believed.</summary>
public sealed class SetsSigningOptions
{
    /// <summary>
    /// The trusted <c>PUBLIC KEY</c> blocks themselves, or the name of a PEM file that holds them. Several may be
    /// trusted at once.
    /// </summary>
    public string? PublicKey { get; set; }

    /// <summary>The custodian's PEM file with the <c>PRIVATE KEY</c>; a worker has none.</summary>
    public string? PrivateKey { get; set; }

    /// <summary>Whether a version without a signature is refused. Default true.</summary>
    public bool Required { get; set; } = true;
}

namespace ScanWorker.Adapters.Decoding.Routing;

/// <summary>Which pictures a decoder is for.</summary>
internal enum PictureKind
{
    /// <summary>Built so that every decoder shows the same.</summary>
    Canonical,

    /// <summary>Odd or damaged: what counts is what browsers show of it.</summary>
    Odd,

    /// <summary>Of a format, or coded in a way, that nothing of ours reads.</summary>
    Foreign,
}

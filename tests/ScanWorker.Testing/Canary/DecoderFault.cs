namespace ScanWorker.Testing.Canary;

/// <summary>What is wrong with a decoder.</summary>
internal enum DecoderFault
{
    None,

    /// <summary>Every picture is corrupt.</summary>
    Corrupt,

    /// <summary>
    /// It hands over another picture: what a broken decoder and a broken hasher look like from outside.
    /// </summary>
    OtherPicture,

    /// <summary>It throws what nothing may throw.</summary>
    Throws,
}

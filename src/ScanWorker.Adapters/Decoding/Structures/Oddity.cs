using ScanWorker.Pipeline;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Structures;

/// <summary>
/// Why a picture is not canonical: decoders in use may show it differently. In kebab-case the detail of a verdict's
/// reason and the tag of a metric.
/// </summary>
/// <remarks>A picture is canonical only if all of it is of a plain, allowed shape; whatever is not known to be plain
/// is odd.</remarks>
internal enum Oddity
{
    /// <summary>More segments, chunks or blocks than any honest encoder writes.</summary>
    TooManyParts,

    /// <summary>A colour profile or gamma that changes the picture a lot, or that cannot be told to be plain.</summary>
    ColourProfile,

    /// <summary>What is said of the colours is not plain, and browsers take it otherwise than any decoder here: what is
    /// seen is not known, so that only a match clears it of a person's look.</summary>
    ContestedColours,

    /// <summary>Icons: entries that are not what the directory says, or as good as each other: viewers choose
    /// differently.</summary>
    IconEntries,

    /// <summary>AVIF: an image sequence, of which the decoder here shows the primary picture alone.</summary>
    ImageSequence,

    /// <summary>AVIF: items that say something twice or not at all, several frames or layers in one item, or a grid
    /// that its cells do not make: decoders choose differently.</summary>
    ImageItems,

    /// <summary>The mark that ends the picture is missing, or what stands before it is broken after the last
    /// pixel.</summary>
    MissingEnd,

    /// <summary>Bytes that belong to nothing between the parts.</summary>
    StrayBytes,

    /// <summary>Parts in an order that the format does not know.</summary>
    PartOrder,

    /// <summary>A part that may stand once stands twice, and not with the same content.</summary>
    RepeatedPart,

    /// <summary>A part whose length or fields are not what its kind says.</summary>
    PartShape,

    /// <summary>JPEG: quantisation tables or markers of colour redefined after a scan began.</summary>
    TablesAfterScan,

    /// <summary>A table or palette that the pixels need is not there; decoders supply different ones.</summary>
    MissingTables,

    /// <summary>JPEG: restart markers are missing, out of order, or more than the interval says.</summary>
    RestartMarkers,

    /// <summary>JPEG: JFIF, Adobe and component ids do not say the same of the colours.</summary>
    ColourMarkers,

    /// <summary>JPEG: neither one nor three components, or ids that repeat.</summary>
    Components,

    /// <summary>JPEG: factors other than the usual ones.</summary>
    Sampling,

    /// <summary>JPEG: scans that do not cover each coefficient once, in order.</summary>
    Scans,

    /// <summary>Coded pixels that end early, go on too long, or use codes that do not exist.</summary>
    PixelData,

    /// <summary>Pixels that name a colour which the palette does not have.</summary>
    PaletteIndex,

    /// <summary>GIF: a frame reaches beyond the screen, which viewers enlarge or do not.</summary>
    FrameBeyondScreen,

    /// <summary>Frames and animation control that do not fit each other.</summary>
    Animation,

    /// <summary>WebP: flags of the container that do not say what is in it.</summary>
    ContainerFlags,

    /// <summary>BMP: a header, compression or mask that decoders take differently.</summary>
    HeaderVariant,
}

internal static class OddityReasons
{
    extension(Oddity? known)
    {
        /// <summary>The oddity that counts of a picture's: the first one, but colours that are contested go before
        /// all.</summary>
        public Oddity? And(Oddity? noted) => noted == Oddity.ContestedColours ? noted : known ?? noted;
    }

    extension(Oddity oddity)
    {
        /// <summary>Browsers may show something else than any decoder here: only a match clears the picture of a
        /// person's look.</summary>
        public bool IsContested =>
            oddity is Oddity.ContestedColours or Oddity.IconEntries or Oddity.ImageSequence or Oddity.ImageItems;

        /// <summary>That a picture cannot be judged for this oddity alone.</summary>
        public UnscannableReason Reason() => new(UnscannableCode.AmbiguousPicture, KebabCase.Of(oddity));
    }
}

using ScanWorker.Pipeline.Content;

namespace ScanWorker.Commands;

/// <summary>Unscannable reasons as sentences for a person.</summary>
internal static class ProblemText
{
    public static string Of(UnscannableReason reason) => reason.Code switch
    {
        UnscannableCode.Empty => "The file is empty.",
        UnscannableCode.ContentTooLarge => "The file is larger than Scan:Fetch:BytesMax allows.",
        UnscannableCode.UnsupportedFormat => $"The format {reason.Detail} is recognised and not decoded.",
        UnscannableCode.UnknownFormat => "This is no picture in a format that is known.",
        UnscannableCode.Corrupt => "The picture is damaged or cut off.",
        UnscannableCode.TooManyPixels => "The picture has more pixels than Scan:Decode allows.",
        UnscannableCode.TooManyFrames => "The animation has more frames than Scan:Decode allows.",
        UnscannableCode.DecodeMemory => "Decoding needs more memory than Scan:Decode allows.",
        UnscannableCode.DecodeTimeout => "Decoding took longer than Scan:Decode allows.",
        UnscannableCode.TooSmall => "The picture is too small for a perceptual hash.",
        UnscannableCode.LowQuality => "The picture shows too little for its perceptual hash to mean anything.",
        _ => $"It cannot be scanned ({reason}).",
    };
}

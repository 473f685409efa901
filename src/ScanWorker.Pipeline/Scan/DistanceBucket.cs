namespace ScanWorker.Pipeline.Scan;

/// <summary>Hamming distances in a few classes, as the label of a match.</summary>
internal static class DistanceBucket
{
    public static string Of(int distanceBits) => distanceBits switch
    {
        0 => "0",
        < 8 => "1-7",
        < 16 => "8-15",
        < 24 => "16-23",
        < 32 => "24-31",
        _ => "32+",
    };
}

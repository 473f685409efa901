namespace ScanWorker.Adapters.Samples;

/// <summary>Red, green and blue, 0 to 255.</summary>
internal readonly record struct Colour(byte Red, byte Green, byte Blue)
{
    public static Colour Between(ref SampleNumbers random, int low, int high) =>
        new(Channel(ref random, low, high), Channel(ref random, low, high), Channel(ref random, low, high));

    public static Colour Mix(Colour from, Colour to, float share) =>
        new(Mix(from.Red, to.Red, share), Mix(from.Green, to.Green, share), Mix(from.Blue, to.Blue, share));

    private static byte Channel(ref SampleNumbers random, int low, int high) =>
        (byte)(low + (random.Unit() * (high - low)));

    private static byte Mix(byte from, byte to, float share) => (byte)(from + ((to - from) * share) + 0.5f);
}

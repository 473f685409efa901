using ScanWorker.Testing.Pictures;

namespace ScanWorker.Benchmarks.NearCopies;

/// <summary>What people do to a known picture so that its hash is another one.</summary>
internal static class Evasions
{
    private const int Bar = 30;

    /// <summary>By name; each makes a picture of the known one and of an unrelated one of the same size.</summary>
    internal static IReadOnlyList<(string Name, Func<GreyPicture, GreyPicture, GreyPicture> Make)> All { get; } =
    [
        ("unchanged", (known, _) => known),
        ("plain bars of 30 px above and below", (known, _) => Framed(known, Flat(known), 0, Bar)),
        ("plain bars of 30 px at the sides", (known, _) => Framed(known, Flat(known), Bar, 0)),
        ("busy bars of 30 px above and below", (known, other) => Framed(known, other, 0, Bar)),
        ("busy bars of 30 px at the sides", (known, other) => Framed(known, other, Bar, 0)),
        ("busy frame of 30 px", (known, other) => Framed(known, other, Bar, Bar)),
        ("crop of 7.5 % in all", (known, _) => Cropped(known, 0.0375)),
        ("crop of 7.5 % of each side", (known, _) => Cropped(known, 0.075)),
        ("side by side", (known, other) => Beside(known, other)),
        ("grid of 2 x 2", (known, other) => Grid(known, other, gutter: 0)),
        ("grid of 2 x 2 with gutters", (known, other) => Grid(known, other, gutter: 12)),
    ];

    private static GreyPicture Flat(GreyPicture known) => new(known.Width, known.Height);

    private static GreyPicture Framed(GreyPicture known, GreyPicture behind, int sides, int ends)
    {
        var framed = new GreyPicture(known.Width + (2 * sides), known.Height + (2 * ends));
        framed.Draw(behind, 0, 0);
        framed.Draw(behind, framed.Width - behind.Width, framed.Height - behind.Height);
        framed.Draw(known, sides, ends);
        return framed;
    }

    private static GreyPicture Cropped(GreyPicture known, double share)
    {
        var (x, y) = ((int)Math.Round(known.Width * share), (int)Math.Round(known.Height * share));
        return known.Part(x, y, known.Width - (2 * x), known.Height - (2 * y));
    }

    private static GreyPicture Beside(GreyPicture known, GreyPicture other)
    {
        var both = new GreyPicture(2 * known.Width, known.Height);
        both.Draw(known, 0, 0);
        both.Draw(other, known.Width, 0);
        return both;
    }

    private static GreyPicture Grid(GreyPicture known, GreyPicture other, int gutter)
    {
        var grid = new GreyPicture((2 * known.Width) + gutter, (2 * known.Height) + gutter);
        grid.Pixels.AsSpan().Fill(byte.MaxValue);
        var turned = new GreyPicture(other.Width, other.Height);
        other.Pixels.CopyTo(turned.Pixels, 0);
        Array.Reverse(turned.Pixels);
        grid.Draw(other, 0, 0);
        grid.Draw(turned, known.Width + gutter, 0);
        grid.Draw(turned, 0, known.Height + gutter);
        grid.Draw(known, known.Width + gutter, known.Height + gutter);
        return grid;
    }
}

using ScanWorker.Testing.Pictures;

namespace ScanWorker.Hashing.Tests.Pdq;

/// <summary>A generated picture and what the reference says of it.</summary>
/// <param name="Picture">Its pixels.</param>
/// <param name="Quality">0 to 100.</param>
/// <param name="Hash">Of the picture alone.</param>
/// <param name="Eight">Of all transforms, in the order of <see cref="DihedralTransform"/>.</param>
internal sealed record GoldenPicture(GeneratedPicture Picture, int Quality, Hash256 Hash, IReadOnlyList<Hash256> Eight)
{
    private static readonly Dictionary<string, string[]> Facts = ReadFacts();

    internal static IReadOnlyList<GoldenPicture> All { get; } = [.. GeneratedPictures.All.Select(Find)];

    public override string ToString() => Picture.Name;

    private static GoldenPicture Find(GeneratedPicture picture)
    {
        var cells = Facts[picture.Name];
        return new GoldenPicture(
            picture, int.Parse(cells[1]), Hashes.Parse(cells[2]), [.. cells[3..].Select(Hashes.Parse)]);
    }

    private static Dictionary<string, string[]> ReadFacts()
    {
        using var stream = typeof(GoldenPicture).Assembly.GetManifestResourceStream("generated.csv")
            ?? throw new InvalidOperationException("The golden facts are not in the assembly.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => !line.StartsWith('#'))
            .Skip(1)
            .Select(line => line.Split(','))
            .ToDictionary(cells => cells[0]);
    }
}

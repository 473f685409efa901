using System.Globalization;
using ScanWorker.Testing;

namespace ScanWorker.Adapters.Tests.Decoding;

/// <summary>One of the shared odd pictures, with the distance that a browser shows.</summary>
/// <param name="Name">Within the folder.</param>
/// <param name="Path">Of the picture.</param>
/// <param name="KnownPath">Of the picture that a list would know.</param>
/// <param name="BrowserDistance">Bits between what a browser shows and the known picture; null if it shows
/// nothing.</param>
internal sealed record SharedPicture(string Name, string Path, string KnownPath, int? BrowserDistance)
{
    /// <summary>All pictures but the known ones themselves; none on a machine without them.</summary>
    public static IReadOnlyList<SharedPicture> All { get; } = SharedCases.Directory is not { } folder
        ? []
        :
        [
            .. File.ReadLines(System.IO.Path.Combine(folder, "expected.csv")).Skip(1)
                .Select(line => PictureOf(folder, line)),
        ];

    public override string ToString() => Name;

    private static SharedPicture PictureOf(string folder, string line)
    {
        var cells = line.Split(',', 3);
        var known = cells[0].StartsWith("a/", StringComparison.Ordinal) ? "a/known.png" : "b/base.png";
        return new SharedPicture(
            cells[0], System.IO.Path.Combine(folder, cells[0]), System.IO.Path.Combine(folder, known),
            cells[1].Length == 0 ? null : int.Parse(cells[1], CultureInfo.InvariantCulture));
    }
}

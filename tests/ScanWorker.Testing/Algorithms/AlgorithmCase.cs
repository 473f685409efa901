using ScanWorker.Hashing;
using ScanWorker.Hashing.Pdq;
using ScanWorker.Testing.Pictures;

namespace ScanWorker.Testing.Algorithms;

/// <summary>
/// A row of <see cref="HashAlgorithm"/> together with how it is computed: what a contract test needs of it.
/// </summary>
/// <param name="Algorithm">The row.</param>
/// <param name="Look">The hash of each transform, and the quality if the algorithm has one.</param>
internal sealed record AlgorithmCase(
    HashAlgorithm Algorithm, Func<GeneratedPicture, (Hash256[] Hashes, int? Quality)> Look)
{
    /// <summary>
    /// Every row of the table, and one that only the tests know: the contract is not PDQ's by accident.
    /// </summary>
    internal static IReadOnlyList<AlgorithmCase> All { get; } =
        [new(HashAlgorithm.Pdq, LookByPdq), new(MeanHash.Algorithm, MeanHash.Look)];

    public override string ToString() => Algorithm.Name;

    private static (Hash256[], int?) LookByPdq(GeneratedPicture picture)
    {
        using var plane = LumaPlane.For(picture.Width, picture.Height);
        var pixels = new byte[3 * picture.Width];
        for (var row = 0; row < plane.Height; row++)
        {
            picture.FillRow(plane.SourceRow(row), pixels);
            plane.SetRow(row, pixels);
        }

        var hashes = new Hash256[PdqHasher.DihedralCount];
        var quality = PdqHasher.HashDihedral(plane, hashes);
        return (hashes, quality);
    }
}

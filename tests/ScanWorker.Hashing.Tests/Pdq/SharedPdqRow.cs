namespace ScanWorker.Hashing.Tests.Pdq;

/// <param name="Path">The picture.</param>
/// <param name="Quality">The reference's.</param>
/// <param name="Hashes">The reference's eight, in the order of <see cref="DihedralTransform"/>.</param>
internal sealed record SharedPdqRow(string Path, int Quality, IReadOnlyList<Hash256> Hashes)
{
    public override string ToString() => System.IO.Path.GetFileName(Path);
}

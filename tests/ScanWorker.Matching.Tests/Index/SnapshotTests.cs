using CsCheck;
using ScanWorker.Hashing;
using ScanWorker.Matching.Entries;
using ScanWorker.Matching.Index;
using ScanWorker.Matching.Segments;
using ScanWorker.Matching.Tests.Segments;

namespace ScanWorker.Matching.Tests.Index;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class SnapshotTests
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scanworker-");

    private string FilePath => Path.Combine(_folder.FullName, "snapshot");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public void Open_ASavedIndexWithDeltas_AnswersAsTheIndexThatWasSaved() =>
        Gen.Select(
            Gen.Select(EntryGenerator.EntryOrVideo.Array[0, 100], EntryGenerator.Key.Array[0, 10]).Array[1, 3],
            EntryGenerator.ClusteredHash.Array[1, 3],
            Gen.Int[0, 80],
            Gen.Int[0, 60])
        .Sample(
            (steps, queries, radius, nearTablesFromRows) =>
            {
                var built = HashIndex.Empty;
                foreach (var (entries, withdrawals) in steps)
                {
                    var builder = new SegmentBuilder();
                    Array.ForEach(withdrawals, builder.Withdraw);
                    Array.ForEach(entries, builder.Add);
                    built = built.WithDelta(builder.Build(), nearTablesFromRows);
                }

                built.Save(FilePath);
                var opened = HashIndex.Open(FilePath);
                opened.Verify();
                return opened.EntryCount == built.EntryCount
                    && IdsOf(opened).SequenceEqual(IdsOf(built))
                    && Enumerable.Range(0, built.OrdinalsEnd).All(ordinal => IsTheSame(opened, built, ordinal))
                    && NearDefinition.Ask(opened, queries, _ => radius)
                        .SetEquals(NearDefinition.Ask(built, queries, _ => radius));
            },
            threads: 1, iter: 200);

    [Test]
    public void Save_TheSameIndexTwice_GivesTheSameBytes()
    {
        Small().Save(FilePath);
        var first = File.ReadAllBytes(FilePath);

        HashIndex.Open(FilePath).Save(FilePath);

        Assert.That(File.ReadAllBytes(FilePath), Is.EqualTo(first));
    }

    [Test]
    public void Save_AFolderThatIsNotThere_ThrowsAndLeavesNothing()
    {
        var path = Path.Combine(_folder.FullName, "absent", "snapshot");

        Assert.That(() => Small().Save(path), Throws.InstanceOf<IOException>());
        Assert.That(_folder.EnumerateFileSystemInfos(), Is.Empty);
    }

    [Test]
    public void Save_OverAFileThatIsMapped_LeavesTheMappedIndexAsItWas()
    {
        Small().Save(FilePath);
        var opened = HashIndex.Open(FilePath);

        HashIndex.Empty.Save(FilePath);

        opened.Verify();
        Assert.That((opened.EntryCount, HashIndex.Open(FilePath).EntryCount), Is.EqualTo((Small().EntryCount, 0)));
    }

    [Test]
    public void Open_EachPrefixOfAFile_IsRefusedAsCut()
    {
        Small().Save(FilePath);
        var bytes = File.ReadAllBytes(FilePath);

        foreach (var length in Enumerable.Range(0, 200).Append(bytes.Length - 1).Append(bytes.Length / 2))
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Assert.That(() => HashIndex.Open(FilePath), Throws.TypeOf<SegmentException>(), $"{length} bytes");
        }
    }

    [Test]
    public void Open_ASegmentInPlaceOfASnapshot_IsRefusedAsForeign()
    {
        using (var stream = File.Create(FilePath))
        {
            new SegmentBuilder().Write(stream);
        }

        Assert.That(() => HashIndex.Open(FilePath), Throws.TypeOf<SegmentException>().With.Message.Contains("foreign"));
    }

    [Test]
    public void Verify_EachByteOfAFileFlipped_IsRefusedByOpenOrVerify()
    {
        Small().Save(FilePath);
        var bytes = File.ReadAllBytes(FilePath);
        var spread = Enumerable.Range(0, 500).Select(i => (int)((long)i * bytes.Length / 500));
        var steps = Enumerable.Range(0, 4096).Concat(spread);

        foreach (var at in steps.Where(at => at < bytes.Length))
        {
            bytes[at] ^= 0x10;
            File.WriteAllBytes(FilePath, bytes);
            Assert.That(() => HashIndex.Open(FilePath).Verify(), Throws.TypeOf<SegmentException>(), $"byte {at}");
            bytes[at] ^= 0x10;
        }
    }

    private static IEnumerable<Hash256> IdsOf(HashIndex index) => index.Segments.Select(segment => segment.Id);

    private static bool IsTheSame(HashIndex left, HashIndex right, int ordinal) =>
        left.IsEntry(ordinal) == right.IsEntry(ordinal)
        && (!right.IsEntry(ordinal) || EntryAssert.AreEqual(left.GetEntry(ordinal), right.GetEntry(ordinal)));

    private static HashIndex Small()
    {
        var builder = new SegmentBuilder();
        foreach (var i in Enumerable.Range(0, 300))
        {
            builder.Add(new Entry("bank", $"{i}", "source")
            {
                Pdq = EntryGenerator.Flip(default, i % 256),
                Note = $"note {i}",
            });
        }

        return HashIndex.Empty.WithDelta(builder.Build(), nearTablesFromRows: 0);
    }
}

using System.Runtime.Versioning;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.WorkingSets;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.HashSets;
using ScanWorker.Testing.HashSets;

namespace ScanWorker.Adapters.Tests.WorkingSets;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DirectorySnapshotsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sw-snapshots-").FullName;
    private readonly FakeTimeProvider _clock = new(HashSetVersions.Created);
    private readonly FakeHashSetStore _store = new();
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DirectorySnapshots _snapshots;

    public DirectorySnapshotsTests() =>
        _snapshots = new DirectorySnapshots(Options.Create(new SetsOptions { SnapshotDirectory = _folder }));

    private string SetFolder => Path.Combine(_folder, "default");

    public void Dispose()
    {
        _key.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Test]
    public async Task StartFromSnapshot_AfterAnotherWorkersLoad_IsLive()
    {
        await LoadAsync(1, [HashSetVersions.Entry("a")]);

        Assert.That(Restart().Current?.Version, Is.EqualTo(1));
        Assert.That(File.Exists(Path.Combine(SetFolder, "index")), Is.True);
    }

    [Test]
    public async Task StartFromSnapshot_AnyByteOfAnyFileChanged_IsRefusedOrMadeGoodFromTheSegments()
    {
        await LoadAsync(1, [HashSetVersions.Entry("a"), HashSetVersions.Entry("b")]);

        foreach (var path in Directory.GetFiles(SetFolder))
        {
            var bytes = await File.ReadAllBytesAsync(path);
            for (var i = 0; i < bytes.Length; i += path.EndsWith("manifest.json", StringComparison.Ordinal) ? 1 : 41)
            {
                bytes[i] ^= 32;
                await ReplaceAsync(path, bytes);
                bytes[i] ^= 32;
                var live = Restart().Current;

                // The saved index only saves time: without it the segments give the same answers.
                var isIndex = path.EndsWith("index", StringComparison.Ordinal);
                Assert.That(live?.Index.EntryCount, isIndex ? Is.EqualTo(2)
                    : Is.Null.Or.EqualTo(2), $"{path} byte {i}");
                Assert.That(live is null, Is.EqualTo(path.EndsWith("manifest.json", StringComparison.Ordinal)),
                    $"{path} byte {i}");
            }

            await ReplaceAsync(path, bytes);
        }
    }

    [Test]
    public async Task StartFromSnapshot_SegmentGoneAndNoIndex_IsRefused()
    {
        await LoadAsync(1, [HashSetVersions.Entry("a")]);
        File.Delete(Path.Combine(SetFolder, "index"));
        File.Delete(Directory.GetFiles(SetFolder, "*.seg").Single());

        Assert.That(Restart().Current, Is.Null);
    }

    [Test]
    public async Task Keep_SegmentsOfNoUseAnyMore_AreDeleted()
    {
        await LoadAsync(1, [HashSetVersions.Entry("a")]);
        await LoadAsync(2, [HashSetVersions.Entry("b")]);

        Assert.That(Directory.GetFiles(SetFolder, "*.seg"), Has.Length.EqualTo(1));
        Assert.That(Restart().Current?.Version, Is.EqualTo(2));
    }

    [Test]
    public void DraftSegment_NotFinished_LeavesNothing()
    {
        var facts = HashSetVersions.Version(1, null, "default",
            [HashSetVersions.Entry("a")]).Manifest.Manifest.Segments[0];
        using (var draft = _snapshots.DraftSegment("default", facts))
        {
            draft.Append([1, 2, 3]);
        }

        Assert.That(Directory.GetFiles(SetFolder), Is.Empty);
    }

    [Test]
    public void DraftSegment_NoFolderThere_IsOurException()
    {
        File.WriteAllText(Path.Combine(_folder, "default"), "a file where the folder should be");
        var facts = HashSetVersions.Version(1, null, "default",
            [HashSetVersions.Entry("a")]).Manifest.Manifest.Segments[0];

        Assert.That(() => _snapshots.DraftSegment("default", facts), Throws.TypeOf<HashSetSnapshotException>());
    }

    [Test, SupportedOSPlatform("linux")]
    public async Task Keep_Anything_IsItsOwnersAlone()
    {
        await LoadAsync(1, [HashSetVersions.Entry("a")]);

        Assert.That(File.GetUnixFileMode(SetFolder), Is.EqualTo(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
        Assert.That(
            Directory.GetFiles(SetFolder).Select(File.GetUnixFileMode),
            Is.Not.Empty.And.All.EqualTo(UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Test]
    public async Task ReadMark_WhateverWasKept_IsTheHighestVersion()
    {
        Assert.That(_snapshots.ReadMark("default"), Is.Zero);
        await LoadAsync(1, [HashSetVersions.Entry("a")]);
        await LoadAsync(2, [HashSetVersions.Entry("b")]);
        _snapshots.Keep(HashSetVersions.Version(1, _key, "default", [HashSetVersions.Entry("a")]).Manifest);
        File.Delete(Path.Combine(SetFolder, "manifest.json"));

        Assert.That(_snapshots.ReadMark("default"), Is.EqualTo(2));
    }

    private static async Task ReplaceAsync(string path, byte[] bytes)
    {
        await File.WriteAllBytesAsync(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    private async Task LoadAsync(long version, params Entry[][] segments)
    {
        _ = await _store.PublishAsync(
            HashSetVersions.Version(version, _key, "default", segments), version == 1 ? null
                : version - 1, CancellationToken.None);
        using var harness = new RefresherHarness(_clock, _store, _snapshots, new HashIndexCell(), _key);
        await harness.Refresher.RefreshAsync(CancellationToken.None);
        harness.Refresher.SaveIndex();
    }

    private HashIndexCell Restart()
    {
        var cell = new HashIndexCell();
        using var harness = new RefresherHarness(_clock, _store, _snapshots, cell, _key);
        harness.Refresher.StartFromSnapshot();
        return cell;
    }
}

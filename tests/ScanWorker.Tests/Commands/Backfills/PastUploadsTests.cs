using System.Text;
using CsCheck;
using ScanWorker.Commands.Backfills;

namespace ScanWorker.Tests.Commands.Backfills;

/// <summary>Wherever a run ends, the next one goes on behind it: nothing is left out, nothing comes twice.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class PastUploadsTests
{
    private static readonly Gen<string> Name = Gen.String[Gen.Char["ab-.0 %#é"], 1, 3].Where(name =>
        name.Trim('.').Length > 0);

    [Test]
    public async Task List_LinesOfEachKind_AreReadOrRefused()
    {
        var list = new ListedUploads("list", Text(
            "# a comment\n\nfile:///srv/a.jpg\n/srv/a b#.jpg\nu-7\thttps://store/x?sig=1\r\nftp://no/where\nnonsense\n"
                + $"{new string('x', 201)}\ts3://bucket/key\n"), canBeReadAgain: true);

        var found = await ReadAsync(list, null);

        Assert.That(found.Select(upload => upload.Location).Take(3), Is.EqualTo(new[]
        {
            "file:///srv/a.jpg", "file:///srv/a%20b%23.jpg", "https://store/x?sig=1",
        }));
        Assert.That(found[2].UploadId, Is.EqualTo("u-7"));
        Assert.That(found.Take(3).Select(upload => upload.Problem), Is.All.Null);
        Assert.That(found.Skip(3).Select(upload => upload.Problem), Is.EqualTo(new[]
        {
            "Line 6 is not sent: it is no location (file, http, https, s3).",
            "Line 7 is not sent: it is no location (file, http, https, s3).",
            "Line 8 is not sent: it has an upload id that is not of 1 to 200 bytes.",
        }));
    }

    [Test]
    public Task List_AnyMark_GoesOnBehindIt() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40]).SampleAsync(async given =>
        {
            var (count, stop) = given;
            var list = new ListedUploads(
                "list", Text(string.Concat(Enumerable.Range(0, count).Select(i => $"/{i}\n"))), canBeReadAgain: true);
            var all = await ReadAsync(list, null);
            var mark = all.Take(stop).LastOrDefault()?.Mark;

            return (await ReadAsync(list, mark)).SequenceEqual(mark is null ? all : all.Skip(stop));
        });

    [TestCase("/a\n/B\n/c\n")]
    [TestCase("/a\n")]
    public async Task List_ChangedBeforeItsMark_IsRefused(string changed)
    {
        var marks = await ReadAsync(new ListedUploads("list", Text("/a\n/b\n/c\n"), canBeReadAgain: true), null);
        var list = new ListedUploads("list", Text(changed), canBeReadAgain: true);

        Assert.That(
            async () => await ReadAsync(list, marks[1].Mark),
            Throws.TypeOf<InvalidDataException>().With.Message.Contain("has changed in the 2 lines"));
    }

    [Test]
    public Task Folder_AnyTreeAndMark_IsInTheOrderOfItsPathsAndGoesOn() =>
        Gen.Select(Gen.Select(Name, Name, Name).Array[1, 20], Gen.Int[0, 20]).SampleAsync(async given =>
        {
            var (files, stop) = given;
            using var folder = new ScratchFolder();
            foreach (var (one, two, three) in files)
            {
                TryWrite(folder.Path, one, two, three);
            }

            var expected = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder.Path, file)).Order(StringComparer.Ordinal).ToList();
            var uploads = new FolderUploads(new DirectoryInfo(folder.Path));
            var all = await ReadAsync(uploads, null);
            var mark = all.Take(stop).LastOrDefault()?.Mark;
            var rest = await ReadAsync(uploads, mark);

            return all.Select(upload => upload.Mark).SequenceEqual(expected)
                && all.Select(upload => new Uri(upload.Location).LocalPath)
                    .SequenceEqual(expected.Select(file => Path.Combine(folder.Path, file)))
                && rest.SequenceEqual(mark is null ? all : all.Skip(stop));
        }, iter: 40);

    [Test]
    public async Task Folder_LinkToItself_IsNotFollowed()
    {
        using var folder = new ScratchFolder();
        _ = folder.Write("a.jpg", "a");
        _ = Directory.CreateSymbolicLink(Path.Combine(folder.Path, "loop"), folder.Path);

        var found = await ReadAsync(new FolderUploads(new DirectoryInfo(folder.Path)), null);

        Assert.That(
            found.Select(upload => (upload.Mark, IsSent: upload.Problem is null)),
            Is.EqualTo(new[] { ("a.jpg", true), ("loop/", false) }));
    }

    [Test]
    public void UploadId_OfALocation_IsTheSameEachTimeAndAnotherForAnother() =>
        Gen.Select(Gen.String, Gen.String).Sample((one, other) =>
            PastUpload.At(one, "1").UploadId == PastUpload.At(one, "2").UploadId
            && (one == other || Encoding.UTF8.GetBytes(one).AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(other))
                || PastUpload.At(one, "1").UploadId != PastUpload.At(other, "1").UploadId));

    private static Func<TextReader> Text(string text) => () => new StringReader(text);

    // A file may stand where another needs a folder.
    private static void TryWrite(string root, params string[] path)
    {
        try
        {
            _ = Directory.CreateDirectory(Path.Combine([root, .. path.SkipLast(1)]));
            File.WriteAllText(Path.Combine([root, .. path.Take(path[^1].Length)]), "x");
        }
        catch (Exception taken) when (taken is IOException or UnauthorizedAccessException)
        {
            // One file less.
        }
    }

    private static async Task<List<PastUpload>> ReadAsync(IPastUploads uploads, string? after)
    {
        var found = new List<PastUpload>();
        await foreach (var upload in uploads.ReadAsync(after, CancellationToken.None))
        {
            found.Add(upload);
        }

        return found;
    }
}

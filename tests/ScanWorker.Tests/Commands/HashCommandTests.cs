using System.Security.Cryptography;
using System.Text;
using ScanWorker.Matching.Entries;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing;

namespace ScanWorker.Tests.Commands;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class HashCommandTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Hash_Json_HasTheContractsFields()
    {
        var bytes = TestImages.File(ImageFormat.Jpeg);
        var file = _folder.Write("picture.jpg", bytes);

        var result = await CommandResult.OfAsync("hash", "--json", file);

        var line = result.Lines.Single();
        Assert.That(result.Code, Is.EqualTo(ExitCodes.Done));
        Assert.That(line.EnumerateObject().Select(field => field.Name), Is.EqualTo(new[]
        {
            "path", "md5", "sha1", "sha256", "sha512", "length", "pdq", "quality", "width", "height", "frames",
        }));
        Assert.That(line.GetProperty("path").GetString(), Is.EqualTo(file));
        Assert.That(
            line.GetProperty("sha256").GetString(), Is.EqualTo(Convert.ToHexStringLower(SHA256.HashData(bytes))));
        Assert.That(line.GetProperty("pdq").GetString(), Does.Match("^[0-9a-f]{64}$"));
        Assert.That(
            (line.GetProperty("width").GetInt32(), line.GetProperty("height").GetInt32()), Is.EqualTo((640, 480)));
    }

    [Test]
    public async Task Hash_OfAFolderForABank_IsAListOfEntries()
    {
        _ = _folder.Write("a.jpg", TestImages.File(ImageFormat.Jpeg));
        _ = _folder.Write("b.png", TestImages.File(ImageFormat.Png));

        var result = await CommandResult.OfAsync("hash", _folder.Path, "--bank", "mine");

        var entries = result.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line =>
            EntryJson.TryReadLine(Encoding.UTF8.GetBytes(line), out var entry, out _) ? entry : null).ToList();
        Assert.That(entries, Has.Count.EqualTo(2));
        Assert.That(entries.Select(entry => entry?.Bank), Is.All.EqualTo("mine"));
        Assert.That(entries.Select(entry => entry?.Pdq), Is.All.Not.Null);
    }

    [Test]
    public async Task Hash_Dihedral_NamesTheSevenOthersAsTheReferenceDoes()
    {
        var result = await CommandResult.OfAsync(
            "hash", "--json", "--dihedral", _folder.Write("p.png", TestImages.File(ImageFormat.Png)));

        var dihedral = result.Lines.Single().GetProperty("dihedral").EnumerateObject().ToList();
        Assert.That(dihedral.Select(field => field.Name), Is.EquivalentTo(new[]
        {
            "rotate90", "rotate180", "rotate270", "flipx", "flipy", "flipplus1", "flipminus1",
        }));
        Assert.That(dihedral.Select(field => field.Value.GetString()), Is.Unique);
    }

    [TestCase("text.jpg", "this is no picture", "unknown-format")]
    [TestCase("empty.jpg", "", "empty")]
    [TestCase("page.pdf", "%PDF-1.7 and so on", "unsupported-format:pdf")]
    public async Task Hash_FileThatIsNoPicture_TellsItsReasonAndExits65(string name, string text, string code)
    {
        var result = await CommandResult.OfAsync("hash", "--json", _folder.Write(name, text));

        var error = result.Lines.Single().GetProperty("error");
        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(error.GetProperty("code").GetString(), Is.EqualTo(code));
        Assert.That(error.GetProperty("message").GetString(), Does.EndWith("."));
    }

    [Test]
    public async Task Hash_OneMissingFileOfThree_HashesTheOthers()
    {
        var good = _folder.Write("good.png", TestImages.File(ImageFormat.Png));

        var result = await CommandResult.OfAsync(
            "hash", "--json", good, Path.Combine(_folder.Path, "missing.jpg"), good);

        Assert.That(result.Code, Is.EqualTo(ExitCodes.BadInput));
        Assert.That(
            result.Lines.Select(line => line.TryGetProperty("pdq", out _)), Is.EqualTo(new[] { true, false, true }));
        Assert.That(result.Lines[1].GetProperty("error").GetProperty("code").GetString(), Is.EqualTo("not-found"));
    }

    [Test]
    public async Task Hash_WithoutJson_TellsProblemsOnStderrOnly()
    {
        var result = await CommandResult.OfAsync("hash", _folder.Write("text.jpg", "no picture"));

        Assert.That(result.Output, Is.Empty);
        Assert.That(result.Error, Does.Contain("text.jpg: It is not in any known picture format"));
    }
}

using ScanWorker.Adapters.Exchanges;
using ScanWorker.Adapters.Exchanges.Pages;

namespace ScanWorker.Adapters.Tests.Exchanges.Pages;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FetchedPagesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sw-pages-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public async Task Open_AnyPages_GivesEachByteForByteInAnyOrder()
    {
        byte[][] pages = [Bytes(1, 100_000), [], Bytes(2, 1), Bytes(3, 300_000)];
        await using var fetched = await FetchAsync(new Pages(pages), "before");

        Assert.That(fetched.Count, Is.EqualTo(pages.Length));
        foreach (var index in new[] { 3, 0, 1, 2, 0 })
        {
            using var copy = new MemoryStream();
            await using var page = fetched.Open(index);
            await page.CopyToAsync(copy);
            Assert.That(copy.ToArray(), Is.EqualTo(pages[index]));
        }
    }

    [Test]
    public async Task Checkpoint_SeveralPages_IsTheLastOnes()
    {
        await using var fetched = await FetchAsync(new Pages([[1], [2]]), "before");

        Assert.That(fetched.Checkpoint, Is.EqualTo("after 2"));
    }

    [Test]
    public async Task Checkpoint_NoPage_IsWhereTheFetchBegan()
    {
        await using var fetched = await FetchAsync(new Pages([]), "before");

        Assert.That((fetched.Count, fetched.Checkpoint), Is.EqualTo((0, "before")));
    }

    [Test]
    public async Task FetchAsync_PagesAreThere_FolderHoldsNothingThatAKilledProcessWouldLeave()
    {
        await using var fetched = await FetchAsync(new Pages([Bytes(1, 100_000)]), null);

        Assert.That(_folder.EnumerateFileSystemInfos(), OperatingSystem.IsWindows() ? Has.One.Items : Is.Empty);
    }

    [Test]
    public async Task FetchAsync_LaterPageFails_ThrowsWhatTheExchangeDid()
    {
        var pages = new Pages([[1], [2]]) { Fault = new ExchangeException(ExchangeFault.Content, "Cut off.") };

        await Assert.ThatAsync(
            () => FetchAsync(pages, null), Throws.TypeOf<ExchangeException>().With.Message.EqualTo("Cut off."));
        Assert.That(_folder.EnumerateFileSystemInfos(), Is.Empty);
    }

    private Task<FetchedPages> FetchAsync(Pages pages, string? checkpoint) =>
        FetchedPages.FetchAsync(
            pages.FetchAsync(), checkpoint, _folder.FullName, CancellationToken.None);

    private static byte[] Bytes(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private sealed class Pages(byte[][] pages)
    {
        /// <summary>Thrown after the last page.</summary>
        public Exception? Fault { get; init; }

        public async IAsyncEnumerable<ExchangePage> FetchAsync()
        {
            foreach (var (index, page) in pages.Index())
            {
                await Task.Yield();
                await using var content = new MemoryStream(page);
                yield return new ExchangePage(content, $"after {index + 1}");
            }

            if (Fault is { } fault)
            {
                throw fault;
            }
        }
    }
}

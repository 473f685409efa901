using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using ScanWorker.Adapters.Fetching.Files;
using ScanWorker.Pipeline.Content;
using ScanWorker.Testing.Content;

namespace ScanWorker.Adapters.Tests.Fetching.Files;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class FileFetcherTests
{
    private readonly FileFetcherUnderTest _store = new();
    private readonly BlockPool _pool = new(1 << 20);

    [TearDown]
    public async Task TearDown() => await _store.DisposeAsync();

    [TestCase("../outside/secret")]
    [TestCase("sub/../../outside/secret")]
    [TestCase("%2e%2e/outside/secret")]
    [TestCase("..%2Foutside%2Fsecret")]
    [TestCase("../root-and-more/secret")]
    [TestCase("")]
    [TestCase("../root")]
    public async Task FetchAsync_PathThatLeavesTheRoot_IsNotAllowed(string path)
    {
        _ = _store.NotAllowed;
        Directory.CreateDirectory(_store.Root + "-and-more");
        await File.WriteAllBytesAsync(_store.Root + "-and-more/secret", [1]);

        Assert.That(await FetchAsync($"file://{_store.Root}/{path}"), Is.EqualTo(UnscannableCode.LocationNotAllowed));
    }

    [Test]
    public async Task FetchAsync_LinkThatLeavesTheRoot_IsNotAllowed()
    {
        _ = _store.NotAllowed;
        File.CreateSymbolicLink(Path.Combine(_store.Root, "file-link"), Path.Combine(_store.Outside, "secret"));
        Directory.CreateSymbolicLink(Path.Combine(_store.Root, "folder-link"), _store.Outside);
        File.CreateSymbolicLink(Path.Combine(_store.Root, "relative-link"), "../outside/secret");

        Assert.That(await FetchAsync(InRoot("file-link")), Is.EqualTo(UnscannableCode.LocationNotAllowed));
        Assert.That(await FetchAsync(InRoot("folder-link/secret")), Is.EqualTo(UnscannableCode.LocationNotAllowed));
        Assert.That(await FetchAsync(InRoot("relative-link")), Is.EqualTo(UnscannableCode.LocationNotAllowed));
    }

    [Test]
    public async Task FetchAsync_LinkWithinTheRoot_IsServed()
    {
        await File.WriteAllBytesAsync(Path.Combine(_store.Root, "object"), [1, 2, 3]);
        File.CreateSymbolicLink(Path.Combine(_store.Root, "link"), "object");

        Assert.That(await FetchAsync(InRoot("link")), Is.Null);
    }

    [Test]
    public async Task FetchAsync_RootThatIsItselfALink_IsServed()
    {
        await File.WriteAllBytesAsync(Path.Combine(_store.Root, "object"), [1, 2, 3]);
        var link = Path.Combine(_store.Outside, "link-to-root");
        Directory.CreateSymbolicLink(link, _store.Root);
        var fetcher = new FileFetcher(Options.Create(new FileFetcherOptions { Roots = [link] }));

        var outcome = await fetcher.FetchAsync(new Uri(link + "/object"), Limits(), CancellationToken.None);

        Assert.That(outcome.TryGet(out var content), Is.True, () => outcome.Reason.ToString());
        content?.Dispose();
    }

    [Test]
    public async Task FetchAsync_LinksInACircle_AreNotFound()
    {
        File.CreateSymbolicLink(Path.Combine(_store.Root, "one"), "two");
        File.CreateSymbolicLink(Path.Combine(_store.Root, "two"), "one");

        Assert.That(await FetchAsync(InRoot("one")), Is.EqualTo(UnscannableCode.NotFound));
    }

    [Test]
    [Platform("Linux")]
    public async Task FetchAsync_WhatIsNotAFile_IsRefusedWithoutWaiting()
    {
        Directory.CreateDirectory(Path.Combine(_store.Root, "folder"));
        using var making = Process.Start("mkfifo", [Path.Combine(_store.Root, "pipe")]);
        await making.WaitForExitAsync();
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(Path.Combine(_store.Root, "socket")));

        Assert.That(await FetchAsync(InRoot("folder")), Is.EqualTo(UnscannableCode.LocationNotAllowed));
        Assert.That(await FetchAsync(InRoot("pipe")), Is.EqualTo(UnscannableCode.LocationNotAllowed));
        Assert.That(await FetchAsync(InRoot("socket")), Is.EqualTo(UnscannableCode.NotFound));
        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [Test]
    [Platform("Linux")]
    public async Task FetchAsync_DeviceThatNeverEnds_CountsAsEmpty()
    {
        var fetcher = new FileFetcher(Options.Create(new FileFetcherOptions { Roots = ["/dev"] }));

        var outcome = await fetcher.FetchAsync(new Uri("file:///dev/zero"), Limits(), CancellationToken.None);

        Assert.That(outcome.Reason.Code, Is.EqualTo(UnscannableCode.Empty));
        Assert.That(_pool.LentBytes, Is.Zero);
    }

    [TestCase("file://elsewhere/share/file", UnscannableCode.LocationNotAllowed)]
    [TestCase("file:///etc/hostname", UnscannableCode.LocationNotAllowed)]
    public async Task FetchAsync_ElsewhereEntirely_IsNotAllowed(string uri, UnscannableCode expected) =>
        Assert.That(await FetchAsync(uri), Is.EqualTo(expected));

    [TestCase("object%00.jpg", UnscannableCode.LocationInvalid)]
    [TestCase("no/such/folder/object", UnscannableCode.NotFound)]
    public async Task FetchAsync_OddPath_IsUnscannable(string path, UnscannableCode expected) =>
        Assert.That(await FetchAsync(InRoot(path)), Is.EqualTo(expected));

    [Test]
    public async Task FetchAsync_FileUsedAsAFolder_IsNotFound()
    {
        await File.WriteAllBytesAsync(Path.Combine(_store.Root, "object"), [1]);

        Assert.That(await FetchAsync(InRoot("object/inside")), Is.EqualTo(UnscannableCode.NotFound));
    }

    [Test]
    public void Validate_RootThatIsRelative_NamesItsKey()
    {
        var options = new FileFetcherOptions { Roots = ["/data", "data"] };

        var result = new FileFetcherOptionsValidator().Validate(null, options);


        Assert.That(result.FailureMessage, Does.Contain("Content:Roots:1"));
    }

    private string InRoot(string path) => $"file://{_store.Root}/{path}";

    private ContentLimits Limits() => ContentBytes.Limits(_pool, new MemoryBudget(1 << 20));

    private async Task<UnscannableCode?> FetchAsync(string uri)
    {
        var outcome = await _store.Fetcher.FetchAsync(new Uri(uri), Limits(), CancellationToken.None);
        if (!outcome.TryGet(out var content))
        {
            return outcome.Reason.Code;
        }

        content.Dispose();
        return null;
    }
}

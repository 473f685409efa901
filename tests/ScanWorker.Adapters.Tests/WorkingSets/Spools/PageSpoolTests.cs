using System.Runtime.Versioning;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using ScanWorker.Adapters.WorkingSets.Spools;

namespace ScanWorker.Adapters.Tests.WorkingSets.Spools;

[TestFixture, Parallelizable(ParallelScope.All), FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class PageSpoolTests : IDisposable
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("sw-spool-");
    private readonly FakeTimeProvider _clock = new();
    private PageSpool? _spool;

    private string Folder => Path.Combine(_folder.FullName, "fetch", "source");

    public void Dispose()
    {
        _spool?.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public void TryOpen_AnotherHasIt_IsNullUntilItIsLetGo()
    {
        var held = Spool();

        Assert.That(PageSpool.TryOpen(Folder, _clock), Is.Null);
        held.Dispose();
        using var next = PageSpool.TryOpen(Folder, _clock);
        Assert.That(next, Is.Not.Null);
    }

    [Test]
    public void Open_WhatWasAdded_IsThereInOrderWithItsBytes()
    {
        Add(Spool(), "a\nb", "");

        var (pages, whyNone) = Spool().Open("range", Hour);

        Assert.That(whyNone, Is.Null);
        Assert.That(pages.Select(Text), Is.EqualTo(new[] { "a\nb", "" }));
        Assert.That(
            pages.Select(page => (page.Facts.Checkpoint, page.Facts.Next)),
            Is.EqualTo(new[] { ("checkpoint 0", "next 0"), ("checkpoint 1", "next 1") }));
    }

    [Test]
    public void Add_AfterOpen_GoesOnBehind()
    {
        Add(Spool(), "a", "b");
        var spool = Spool();
        _ = spool.Open("range", Hour);

        spool.Add("range", "c"u8.ToArray(), null, null);

        Assert.That(Spool().Open("range", Hour).Pages.Select(Text), Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(Spool().Open("range", Hour).Pages[^1].Facts.Next, Is.Null);
    }

    [Test]
    public void Open_NothingAdded_IsNothingAndNoMatter() =>
        Assert.That(Spool().Open("range", Hour), Is.EqualTo(((IReadOnlyList<SpooledPage>)[], (string?)null)));

    [Test]
    public void Open_LastPageIsOlderThanAllowedOrOfTheFuture_IsNone()
    {
        Add(Spool(), "a");
        _clock.Advance(Hour);
        Add(Spool(after: 1), "b");
        _clock.Advance(Hour);
        Assert.That(Spool().Open("range", Hour).Pages, Has.Count.EqualTo(2), "The last page counts.");

        _clock.Advance(TimeSpan.FromTicks(1));

        Assert.That(Spool().Open("range", Hour).WhyNone, Does.Contain("older than 01:00:00"));
        _clock.AdjustTime(_clock.Start.AddMinutes(-1));
        Assert.That(Spool().Open("range", Hour).Pages, Is.Empty);
    }

    [Test]
    public void Open_AnyByteChangedAnyPageMissingOrCut_IsNone()
    {
        Add(Spool(), "page one", "page two", "page three");
        foreach (var file in Directory.GetFiles(Folder).Order().SkipLast(1))
        {
            AssertDamaged(() => File.Move(file, file + ".away"), () => File.Move(file + ".away", file));
        }

        foreach (var file in Directory.GetFiles(Folder))
        {
            var whole = File.ReadAllBytes(file);
            AssertDamaged(() => File.WriteAllBytes(file, whole[..^1]), () => File.WriteAllBytes(file, whole));
            AssertDamaged(
                () => File.WriteAllBytes(file, [.. whole[..^1], (byte)(whole[^1] ^ 1)]),
                () => File.WriteAllBytes(file, whole));
            AssertDamaged(() => File.WriteAllBytes(file, []), () => File.WriteAllBytes(file, whole));
            AssertDamaged(() => File.WriteAllBytes(file, "{}\n"u8), () => File.WriteAllBytes(file, whole));
        }

        Assert.That(Spool().Open("range", Hour).Pages, Has.Count.EqualTo(3));
    }

    [Test, SupportedOSPlatform("linux")]
    public void Add_APage_IsItsOwnersAlone()
    {
        Add(Spool(), "a");

        Assert.That(
            Directory.GetFiles(Folder).Select(File.GetUnixFileMode),
            Is.EqualTo(new[] { UnixFileMode.UserRead | UnixFileMode.UserWrite }));
        Assert.That(File.GetUnixFileMode(Folder), Is.EqualTo(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute));
    }

    [Test]
    public void Open_AnotherRange_IsNone()
    {
        Add(Spool(), "a");

        Assert.That(Spool().Open("another", Hour).WhyNone, Does.Contain("another range"));
    }

    [Test]
    public void Open_WhatAKilledAddLeaves_IsPassedOver()
    {
        Add(Spool(), "a");
        File.WriteAllText(Path.Combine(Folder, "00000002.page.tmp"), "cut");

        Assert.That(Spool().Open("range", Hour).Pages, Has.Count.EqualTo(1));
    }

    [Test]
    public void Clear_AfterAKilledClear_ForgetsAll()
    {
        Add(Spool(), "a");
        Directory.CreateDirectory(Folder + ".gone");
        File.WriteAllText(Path.Combine(Folder + ".gone", "00000001.page"), "of before");
        var spool = Spool();

        spool.Clear();

        Assert.That(Directory.GetDirectories(Path.Combine(_folder.FullName, "fetch")), Is.Empty);
        Add(spool, "b");
        Assert.That(Spool().Open("range", Hour).Pages.Select(Text), Is.EqualTo(new[] { "b" }));
    }

    private void AssertDamaged(Action damage, Action mend)
    {
        damage();
        Assert.That(Spool().Open("range", Hour).WhyNone, Does.Contain("damaged"));
        mend();
    }

    private PageSpool Spool(int after = 0)
    {
        _spool?.Dispose();
        var spool = _spool = PageSpool.TryOpen(Folder, _clock) ?? throw new AssertionException("It is held.");
        if (after > 0)
        {
            Assert.That(spool.Open("range", Hour).Pages, Has.Count.EqualTo(after));
        }

        return spool;
    }

    private static void Add(PageSpool spool, params string[] pages)
    {
        foreach (var (number, page) in pages.Index())
        {
            spool.Add("range", Encoding.UTF8.GetBytes(page), $"checkpoint {number}", $"next {number}");
        }
    }

    private static string Text(SpooledPage page)
    {
        using var reader = new StreamReader(page.Open());
        return reader.ReadToEnd();
    }
}

using ScanWorker.Adapters.Decoding.Isolation;
using ScanWorker.Adapters.Decoding.Isolation.Starting;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline.Scan;
using ScanWorker.Testing;
using ScanWorker.Testing.Servers;

namespace ScanWorker.Tests.Decoding;

/// <summary>What ffmpeg cannot do where it is started: Perl in its place tries, which every Debian has.</summary>
[TestFixture, NonParallelizable]
internal sealed class VideoCageTests
{
    private const string Perl = "/usr/bin/perl";
    private const string Traces = "/tmp/scanworker-cage-trial";

    private static readonly TestCaseData[] Trials =
    [
        Trial("create a file", $"open(F, '>', '{Traces}')"),
        Trial("make a folder", $"mkdir('{Traces}')"),
        Trial("write to a device", "open(F, '>', '/dev/null')"),
        Trial("read a file of the host", "open(F, '<', '/etc/hostname')"),
        Trial("read the worker's environment", $"open(F, '<', '/proc/{Environment.ProcessId}/environ')"),
        Trial("read the worker's command line", $"open(F, '<', '/proc/{Environment.ProcessId}/cmdline')"),
        Trial("list a folder", "opendir(D, '/etc')"),
        Trial("TCP", "socket(S, 2, 1, 0)"),
        Trial("UDP", "socket(S, 2, 2, 0)"),
        Trial("a local socket", "socket(S, 1, 1, 0)"),
        Trial("start a process", "defined(fork)"),
        Trial("become another program", "exec {'/bin/true'} 'true'"),
        Trial("become itself again", $"exec {{'{Perl}'}} 'perl', '-v'"),
        Trial("become itself by way of the loader",
            $"exec {{'/lib64/ld-linux-x86-64.so.2'}} 'ld', '{Perl}', '-v'"),
        Trial("signal the worker", $"kill(0, {Environment.ProcessId})"),
        Trial("signal whomever", "kill(0, -1)"),
        Trial("take more memory", "(my $n = 200000000) && length('x' x $n)"),
    ];

    [TestCaseSource(nameof(Trials))]
    public void Launcher_WhateverItBecomes_IsRefused(string trial)
    {
        var (output, exitCode) = Launch($"$| = 1; print \"begun\\n\"; print(({trial}) ? 'done' : \"refused\\n\");");

        Assert.That(output, Does.Contain("begun"), $"exit code {exitCode}");
        Assert.That(output, Does.Not.Contain("done").And.Not.Contain("This is perl"));
        Assert.That(output, Does.Contain("refused").Or.Contain("Out of memory"));
        Assert.That(Path.Exists(Traces), Is.False);
    }

    [Test]
    public void Launcher_WhatIsAllowed_IsDone() =>
        Assert.That(Launch("print 'done';").Output, Is.EqualTo("done"));

    [Test]
    public async Task Ffmpeg_AtWork_IsHeldAndHasNothingOpenButItsPipesAndTheContent()
    {
        using var world = new DecoderWorld(lanes: 1, video: new VideoOptions { Deadline = TimeSpan.FromMinutes(2) });
        var film = TestVideos.Generated(
            "mp4", "testsrc2=size=960x540:rate=30:duration=40", "-pix_fmt", "yuv420p", "-preset", "ultrafast");
        Assert.That(await (world.Videos?.OpenAsync() ?? default), Is.Not.Null);

        var running = world.FingerprintAsync(film);
        Poll.Until(
            () => running.IsCompleted || (FfmpegProcesses.Ids is [var id] && HasBegun(id)), TimeSpan.FromSeconds(60),
            () => "no ffmpeg");
        var folder = $"/proc/{FfmpegProcesses.Ids[0]}";
        var held = (
            FfmpegProcesses.StatusOf(folder, "NoNewPrivs"), FfmpegProcesses.StatusOf(folder, "Seccomp"),
            FfmpegProcesses.StatusOf(folder, "CapEff"));
        var files = FilesOf(FfmpegProcesses.Ids[0]);
        var environment = await File.ReadAllTextAsync($"{folder}/environ");

        Assert.That(held, Is.EqualTo(("1", "2", "0000000000000000")));
        Assert.That(environment, Is.EqualTo("LC_ALL=C\0"));
        Assert.That(files, Has.All.StartsWith("pipe:").Or.StartsWith("/memfd:content").Or.EqualTo("/dev/null"));
        Assert.That((await running).Reason, Is.Null);
    }

    // Whatever a restricted thread starts is restricted, be it a thread of the pool that happens to be born there.
    [Test]
    public async Task Worker_AfterManyStarts_HasNoRestrictedThreadButTheStarters()
    {
        using var world = new DecoderWorld(lanes: 2, video: new VideoOptions());
        world.Pool.Begin();
        Assert.That(await (world.Videos?.OpenAsync() ?? default), Is.Not.Null);
        world.WaitForProcesses(3);

        var restricted = Directory.EnumerateDirectories("/proc/self/task")
            .Where(folder => FfmpegProcesses.StatusOf(folder, "NoNewPrivs") == "1")
            .Select(folder => FfmpegProcesses.StatusOf(folder, "Name")).ToList();

        Assert.That(restricted, Is.Not.Empty.And.All.AnyOf("decoder starter", "ffmpeg starter", ".NET Tiered Com"));
    }

    private static TestCaseData Trial(string name, string script) => new TestCaseData(script).SetArgDisplayNames(name);

    // It has read its libraries, and opened the content by the number that it was given.
    private static bool HasBegun(int id) =>
        FilesOf(id).Count(file => file.StartsWith("/memfd:content", StringComparison.Ordinal)) == 2;

    private static IReadOnlyList<string> FilesOf(int id)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles($"/proc/{id}/fd").Select(one => new FileInfo(one).LinkTarget)
                    .OfType<string>(),
            ];
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static (string Output, int ExitCode) Launch(string script)
    {
        var program = DecoderWorld.Program;
        using var starter = new StarterThread("trial starter", () =>
            FileRules.Apply([.. program.Folders, Perl]) ? CageParts.FileRules : CageParts.None);
        using var process = starter.Start(DecoderStarter.Piped(program.File,
        [
            .. program.Arguments.Select(one => one == DecoderProgram.Command ? FfmpegLauncher.Command : one),
            Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), "100000000", "30",
            Perl, "-",
        ]));
        process.StandardInput.Write(script);
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (output, process.ExitCode);
    }
}

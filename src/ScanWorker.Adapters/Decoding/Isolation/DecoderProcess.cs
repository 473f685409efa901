using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.IO.Pipes;
using System.Text;
using ScanWorker.Adapters.Decoding.Isolation.Protocol;
using ScanWorker.Adapters.Decoding.Isolation.Starting;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>One decoder process, seen from the worker. One caller at a time; <see cref="Kill"/> from
/// anywhere.</summary>
internal sealed class DecoderProcess : IDisposable
{
    // A picture of a megabyte goes into the pipe in one piece, without the two sides taking turns.
    private const int PipeBytes = 1 << 20;
    private const int ErrorBytesMax = 4 << 10;
    private static readonly TimeSpan ReapingMax = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Stream _output;
    private int _gone;

    private DecoderProcess(StartedDecoder started)
    {
        var process = started.Process;
        (_process, Id, Pipes) = (process, process.Id, started.Pipes);
        (_input, _output) = (process.StandardInput.BaseStream, process.StandardOutput.BaseStream);
        if (_input is PipeStream pipe)
        {
            _ = LinuxCalls.FileControl(
                (int)pipe.SafePipeHandle.DangerousGetHandle(), LinuxCalls.SetPipeBytes, PipeBytes);
        }
    }

    public int Id { get; }

    /// <summary>What ffmpeg writes to, once.</summary>
    public FilmPipes Pipes { get; }

    /// <summary>What the cage consists of, as the process says before it has read any content.</summary>
    public CageParts Holding { get; private set; }

    /// <summary>What its decoders made of pictures of ours within the cage, as it says.</summary>
    public ImmutableArray<DecoderProof> Proofs { get; private set; } = [];

    public bool IsAlive => !_process.HasExited;

    /// <summary>Takes over a process that was started, and waits until its cage is closed.</summary>
    /// <param name="started">Owned from now on.</param>
    /// <param name="fromStart">What of the cage it was started with.</param>
    /// <param name="deadline">Then it is killed.</param>
    /// <exception cref="DecoderKilledException">Somebody else killed it before.</exception>
    /// <exception cref="DecoderEndedException">It ended before.</exception>
    public static DecoderProcess Await(StartedDecoder started, CageParts fromStart, CancellationToken deadline)
    {
        var decoder = new DecoderProcess(started);
        try
        {
            decoder.BecomeTheFirstToGo();
            using var killing = deadline.UnsafeRegister(_ => decoder.Kill(), null);
            var payload = Ask(() => decoder.ReadMessage(DecoderMessageKind.Ready, DecoderPayloads.ReadyBytesMax));
            var (holding, proofs) = DecoderPayloads.ToReady(payload);
            (decoder.Holding, decoder.Proofs) = (holding | fromStart, proofs);
            return decoder;
        }
        catch (DecoderEndedException e) when (!deadline.IsCancellationRequested && decoder.End().IsKill)
        {
            decoder.Dispose();
            throw new DecoderKilledException(e);
        }
        catch (Exception e) when (e is DecoderEndedException or MalformedAnswerException)
        {
            decoder.Kill();
            decoder.Dispose();
            throw;
        }
    }

    /// <summary>Calls once it has ended, at whatever time, on a thread of the pool. Never for a process that was
    /// disposed of before.</summary>
    public void WhenEnded(Action<DecoderProcess> ended)
    {
        // The runtime raises it with the lock that Dispose takes as well: whoever disposes under a lock of its own,
        // which `ended` wants too, would wait for ever.
        _process.Exited += (_, _) => ThreadPool.UnsafeQueueUserWorkItem(_ => ended(this), null);
        _process.EnableRaisingEvents = true;
    }

    /// <summary>Has one content fingerprinted. Blocks; whoever wants an end of it kills the process.</summary>
    /// <exception cref="DecoderEndedException">The process is gone.</exception>
    /// <exception cref="MalformedAnswerException">It must be killed.</exception>
    public async ValueTask<ContentFingerprints> FingerprintAsync(
        ReadOnlyMemory<byte> content, FingerprintOrder order, IDecodeMemory memory, PausableDeadline deadline,
        CancellationToken stopping)
    {
        var (kind, payload) = Ask(() =>
        {
            DecoderMessage.Write(_input, DecoderMessageKind.Order, DecoderPayloads.OfOrder(order, content.Length));
            _input.Write(content.Span);
            return ReadMessage(order);
        });
        if (kind != DecoderMessageKind.Wants)
        {
            return DecoderPayloads.ToAnswer(payload, order);
        }

        var (bytes, pixels) = DecoderPayloads.ToWants(payload, order);
        using var loan = await ReserveAsync(memory, bytes, pixels, deadline, stopping);
        (kind, payload) = Ask(() =>
        {
            DecoderMessage.Write(_input, DecoderMessageKind.Go, []);
            return ReadMessage(order);
        });
        return kind == DecoderMessageKind.Answer
            ? DecoderPayloads.ToAnswer(payload, order)
            : throw new MalformedAnswerException("Memory is asked for once.");
    }

    /// <summary>Has the frames that come by <see cref="Pipes"/> fingerprinted, until their writers are gone. Blocks
    /// like the other.</summary>
    /// <exception cref="DecoderEndedException">The process is gone.</exception>
    /// <exception cref="MalformedAnswerException">It must be killed.</exception>
    public ContentFingerprints FingerprintFilm(FingerprintOrder order, string format) => DecoderPayloads.ToAnswer(
        Ask(() =>
        {
            DecoderMessage.Write(_input, DecoderMessageKind.Film, DecoderPayloads.OfFilm(order, format));
            return ReadMessage(DecoderMessageKind.Answer, DecoderPayloads.AnswerBytesMax(order));
        }),
        order);

    /// <summary>Has the process try what it must not be able to do.</summary>
    /// <exception cref="DecoderEndedException">The process is gone.</exception>
    public ImmutableArray<CageTrial> Try() => DecoderPayloads.ToTrials(Ask(() =>
    {
        DecoderMessage.Write(_input, DecoderMessageKind.Try, []);
        return ReadMessage(DecoderMessageKind.Tried, DecoderPayloads.TriedBytesMax);
    }));

    /// <summary>SIGKILL. A read or write that is under way ends with it.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill();
        }
        catch (InvalidOperationException)
        {
            // Disposed of meanwhile, by whoever saw it end.
        }
    }

    /// <summary>Why it ended.</summary>
    public DecoderEnd End()
    {
        if (!_process.WaitForExit(ReapingMax))
        {
            Kill();
            return new DecoderEnd(IsMemory: false, "silent");
        }

        var code = _process.ExitCode;
        var isMemory = code == DecoderWorker.OutOfMemory || (code == DecoderEnd.BySignal + 6 && SaysMemory());
        return new DecoderEnd(isMemory, DecoderEnd.SignalOf(code) ?? "exit");
    }

    /// <returns>True for one caller: who counts it out.</returns>
    public bool Leave() => Interlocked.Exchange(ref _gone, 1) == 0;

    public void Dispose()
    {
        Pipes.Dispose();
        _process.Dispose();
    }

    private static async ValueTask<IDisposable> ReserveAsync(
        IDecodeMemory memory, long bytes, long pixels, PausableDeadline deadline, CancellationToken stopping)
    {
        using var waiting = deadline.Pause();
        return await memory.ReserveAsync(bytes, pixels, stopping);
    }

    private (DecoderMessageKind Kind, byte[] Payload) ReadMessage(FingerprintOrder order)
    {
        var message = DecoderMessage.Read(_output, DecoderPayloads.AnswerBytesMax(order));
        return message.Kind is DecoderMessageKind.Wants or DecoderMessageKind.Answer
            ? message
            : throw new MalformedAnswerException("A decoder says nothing else.");
    }

    private byte[] ReadMessage(DecoderMessageKind kind, int payloadBytesMax)
    {
        var message = DecoderMessage.Read(_output, payloadBytesMax);
        return message.Kind == kind ? message.Payload : throw new MalformedAnswerException($"Not {kind}.");
    }

    private static T Ask<T>(Func<T> exchange)
    {
        try
        {
            return exchange();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            throw new DecoderEndedException(e);
        }
    }

    // Where memory runs out in spite of all limits, the kernel is to take a decoder and not the worker.
    private void BecomeTheFirstToGo()
    {
        try
        {
            File.WriteAllText(
                string.Create(CultureInfo.InvariantCulture, $"/proc/{Id}/oom_score_adj"), "1000");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A wish: without it the kernel chooses.
        }
    }

    // What the runtime and the C++ library say when they give up.
    private bool SaysMemory()
    {
        var buffer = new byte[ErrorBytesMax];
        var read = _process.StandardError.BaseStream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        var text = Encoding.Latin1.GetString(buffer, 0, read);
        return text.Contains("Out of memory", StringComparison.OrdinalIgnoreCase)
            || text.Contains("OutOfMemory", StringComparison.Ordinal)
            || text.Contains("bad_alloc", StringComparison.Ordinal);
    }
}

/// <summary>How a decoder process ended.</summary>
/// <param name="IsMemory">It wanted more than it may have.</param>
/// <param name="Cause">In kebab-case: a signal's name, or <c>exit</c>.</param>
internal readonly record struct DecoderEnd(bool IsMemory, string Cause)
{
    /// <summary>By SIGKILL, which no process raises by itself here.</summary>
    public bool IsKill => Cause == Kill;

    /// <summary>The signal that an exit code stands for, in kebab-case; null if none.</summary>
    public static string? SignalOf(int exitCode) => (exitCode - BySignal) switch
    {
        <= 0 => null,
        4 => "sigill",
        6 => "sigabrt",
        7 => "sigbus",
        8 => "sigfpe",
        9 => Kill,
        11 => "sigsegv",
        24 => "sigxcpu",
        31 => "sigsys",
        _ => "signal",
    };

    /// <summary>Where exit codes begin that stand for signals.</summary>
    internal const int BySignal = 128;

    private const string Kill = "sigkill";
}

/// <summary>A decoder process is gone, or its pipe is.</summary>
internal sealed class DecoderEndedException(Exception inner) : IOException("The decoder process is gone.", inner);

/// <summary>A decoder process was killed from outside before it was ready: by the kernel for want of memory, say. That
/// says nothing of whether one can be started.</summary>
internal sealed class DecoderKilledException(Exception inner)
    : IOException("The decoder process was killed while it started.", inner);

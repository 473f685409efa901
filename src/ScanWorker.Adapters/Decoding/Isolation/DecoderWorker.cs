using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Win32.SafeHandles;
using ScanWorker.Adapters.Decoding.Isolation.Protocol;
using ScanWorker.Adapters.Decoding.Routing;
using ScanWorker.Adapters.Decoding.Video;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.Decoding.Isolation;

/// <summary>The decoder process: content comes in by one pipe, fingerprints go out by another.</summary>
/// <remarks>It decodes pictures of ours first, so that all code it needs is there, then closes the cage behind itself,
/// and only then says that it is ready for the content of others.</remarks>
internal sealed class DecoderWorker : IDecodeMemory
{
    /// <summary>Exit code: the memory that it may take did not suffice.</summary>
    public const int OutOfMemory = 75;

    private const int ParentIsGone = 69;
    private const long IdleBytesMax = 16L << 20;

    private readonly Stream _input;
    private readonly Stream _output;
    private readonly long _memoryBytesMax;
    private readonly BlockPool _pool;
    private readonly PictureFingerprinter _fingerprinter;
    private readonly FilmReader? _film;

    private DecoderWorker(
        Stream input, Stream output, long memoryBytesMax, BlockPool pool, IReadOnlyList<DecoderRow> rows,
        FilmReader? film = null)
    {
        (_input, _output, _memoryBytesMax, _pool, _film) = (input, output, memoryBytesMax, pool, film);
        _fingerprinter = new PictureFingerprinter(
            new PictureRouter(rows, isIsolated: true), TimeProvider.System,
            NullLogger<PictureFingerprinter>.Instance);
    }

    /// <summary>Serves until the worker closes its end.</summary>
    /// <param name="parentId">The worker's process.</param>
    /// <param name="memoryBytesMax">What decoding may take at once.</param>
    /// <param name="pipes">The numbers of those by which frames of a video, and their times, come.</param>
    /// <param name="ownPictures">The same scene in every format: decoded before the cage is closed, and again within
    /// it by each decoder, the first as the measure of all.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(
        int parentId, long memoryBytesMax, (int Frames, int Times) pipes,
        IReadOnlyList<ReadOnlyMemory<byte>> ownPictures)
    {
        if (!Cage.EndWithParent(parentId))
        {
            return ParentIsGone;
        }

        await using var input = Pipe(0, FileAccess.Read);
        await using var output = Pipe(1, FileAccess.Write);
        await using var frames = Pipe(pipes.Frames, FileAccess.Read);
        await using var times = Pipe(pipes.Times, FileAccess.Read);
        using var pool = new BlockPool(IdleBytesMax);
        var rows = DecoderTable.Rows(pool);
        foreach (var picture in ownPictures)
        {
            await WarmUpAsync(picture, memoryBytesMax, pool, rows);
        }

        FilmReader.WarmUp(pool);

        var holding = Cage.Close(memoryBytesMax);
        try
        {
            var proofs = DecoderProof.Try(rows, ownPictures);
            using var film = new FilmReader(frames, times, pool);
            var worker = new DecoderWorker(
                input, output, memoryBytesMax, pool, DecoderProof.Reduce(rows, proofs),
                film);
            DecoderMessage.Write(output, DecoderMessageKind.Ready, DecoderPayloads.OfReady(holding, proofs));
            while (await worker.ServeOneAsync())
            {
            }

            return 0;
        }
        catch (IOException)
        {
            return ParentIsGone;
        }
        catch (OutOfMemoryException)
        {
            return OutOfMemory;
        }
    }

    /// <summary>Asks the worker, whose lanes share what there is.</summary>
    public ValueTask<IDisposable> ReserveAsync(long bytes, long pixels, CancellationToken stopping)
    {
        DecoderMessage.Write(_output, DecoderMessageKind.Wants, DecoderPayloads.OfWants(bytes, pixels));
        return DecoderMessage.Read(_input, payloadBytesMax: 0).Kind == DecoderMessageKind.Go
            ? new ValueTask<IDisposable>(new Loan())
            : throw new IOException("The worker said something else than go.");
    }

    private static FileStream Pipe(int descriptor, FileAccess access) =>
        new(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);

    // The whole way of a picture, on pipes in memory.
    private static async Task WarmUpAsync(
        ReadOnlyMemory<byte> picture, long memoryBytesMax, BlockPool pool, IReadOnlyList<DecoderRow> rows)
    {
        using var input = new MemoryStream();
        var order = FingerprintOrder.ForOwnPictures with { MemoryBytesMax = memoryBytesMax };
        DecoderMessage.Write(input, DecoderMessageKind.Order, DecoderPayloads.OfOrder(order, picture.Length));
        input.Write(picture.Span);
        DecoderMessage.Write(input, DecoderMessageKind.Go, []);
        input.Position = 0;
        var worker = new DecoderWorker(input, new MemoryStream(), memoryBytesMax, pool, rows);
        _ = await worker.ServeOneAsync();
    }

    private async Task<bool> ServeOneAsync()
    {
        if (NextRequest() is not var (kind, payload))
        {
            return false;
        }

        if (kind == DecoderMessageKind.Try)
        {
            var beyond = _memoryBytesMax + Cage.RuntimeBytes + (1L << 30);
            DecoderMessage.Write(
                _output, DecoderMessageKind.Tried, DecoderPayloads.OfTrials(CageTrials.Run(beyond)));
            return true;
        }

        if (kind == DecoderMessageKind.Film && _film is not null)
        {
            var film = DecoderPayloads.ToFilm(payload);
            DecoderMessage.Write(
                _output, DecoderMessageKind.Answer, DecoderPayloads.OfAnswer(_film.Read(film.Order, film.Format)));
            return true;
        }

        var (order, contentBytes) = DecoderPayloads.ToOrder(payload);
        using var content = _pool.Rent(contentBytes);
        _input.ReadExactly(content.Memory.Span[..contentBytes]);
        var prints = await _fingerprinter.FingerprintAsync(
            content.Memory[..contentBytes], order, this, CancellationToken.None);
        DecoderMessage.Write(_output, DecoderMessageKind.Answer, DecoderPayloads.OfAnswer(prints));
        return true;
    }

    private (DecoderMessageKind Kind, byte[] Payload)? NextRequest()
    {
        try
        {
            return DecoderMessage.Read(_input, DecoderPayloads.FilmBytesMax);
        }
        catch (EndOfStreamException)
        {
            return null;
        }
    }

    /// <summary>The worker's, which takes it back with the answer.</summary>
    private sealed class Loan : IDisposable
    {
        public void Dispose()
        {
            // Nothing is held here.
        }
    }
}

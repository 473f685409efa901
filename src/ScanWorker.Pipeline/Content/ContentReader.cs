using System.Buffers;
using System.Security.Cryptography;
using ScanWorker.Hashing;

namespace ScanWorker.Pipeline.Content;

/// <summary>Reads a body into pooled memory. The one way in for bytes of a store: limits and budget are kept here, and
/// the digest that names the bytes.</summary>
public static class ContentReader
{
    private const int FirstBufferBytes = 64 << 10;

    private static readonly UnscannableReason Undecodable = new(UnscannableCode.Corrupt, "content-encoding");
    private static readonly UnscannableReason TooLargeUnpacked =
        new(UnscannableCode.ContentTooLarge, "content-encoding");

    /// <summary>Reads <paramref name="body"/> to its end.</summary>
    /// <param name="body">Not disposed here.</param>
    /// <param name="declaredBytes">The length that the store gave before the body, or null. A body of another length
    /// is a failed attempt.</param>
    /// <param name="limits">Bytes and memory; the budget's share goes with the content.</param>
    /// <param name="cancellation">Deadline or shutdown.</param>
    /// <param name="coding">How the store keeps the body packed, or null.</param>
    /// <returns>Owned content, unpacked where it can be; or <see cref="UnscannableCode.ContentTooLarge"/> or
    /// <see cref="UnscannableCode.Empty"/>.</returns>
    /// <exception cref="ContentUnavailableException">The body is shorter or longer than declared.</exception>
    public static async ValueTask<Outcome<FetchedContent>> ReadAsync(
        Stream body, long? declaredBytes, ContentLimits limits, CancellationToken cancellation,
        ContentCoding? coding = null)
    {
        if (declaredBytes > limits.BytesMax)
        {
            return UnscannableCode.ContentTooLarge;
        }

        if (declaredBytes == 0)
        {
            return UnscannableCode.Empty;
        }

        // All at once, the unpacked form too: who asked twice could wait for another who does.
        var bytesAtMost = (declaredBytes ?? limits.BytesMax) + (coding is null ? 0L : limits.BytesMax);
        var reservation = await limits.ReserveAsync(bytesAtMost, cancellation).ConfigureAwait(false);
        using var reading = new Reading(limits, (int?)declaredBytes ?? limits.BytesMax, declaredBytes is not null);
        using var digesting = ScanTracing.Stage("digest"); // Computed while the bytes arrive.
        try
        {
            var length = await reading.ToEndAsync(body, cancellation).ConfigureAwait(false);
            if (declaredBytes is { } declared && length != declared)
            {
                throw new ContentUnavailableException("The store sent a body of another length than it declared.");
            }

            if (length > limits.BytesMax || length == 0)
            {
                return length == 0 ? UnscannableCode.Empty : UnscannableCode.ContentTooLarge;
            }

            var content = reading.Take(reservation);
            reservation = null;
            return coding is null
                ? content
                : await UnpackAsync(content, coding, limits, cancellation).ConfigureAwait(false);
        }
        finally
        {
            reservation?.Dispose();
        }
    }

    // What cannot be unpacked is looked at as it is, and told: the metadata may lie about bytes that are on a list.
    private static async ValueTask<Outcome<FetchedContent>> UnpackAsync(
        FetchedContent packed, ContentCoding coding, ContentLimits limits, CancellationToken cancellation)
    {
        var owned = packed;
        try
        {
            var most = (int)Math.Min(limits.BytesMax, (long)packed.Bytes.Length * coding.RatioMax);
            using var reading = new Reading(limits, most, isDeclared: false);
            packed.PackingObstacle = await TryUnpackAsync(reading, packed, coding, cancellation).ConfigureAwait(false);
            if (packed.PackingObstacle is not null)
            {
                owned = null;
                return packed;
            }

            return reading.Length > most
                ? TooLargeUnpacked
                : reading.Take(
                    packed.TakeReservation(), new PackedBody(packed.Bytes.Length, packed.Digests));
        }
        finally
        {
            owned?.Dispose();
        }
    }

    private static async ValueTask<UnscannableReason?> TryUnpackAsync(
        Reading reading, FetchedContent packed, ContentCoding coding, CancellationToken cancellation)
    {
        try
        {
            await using var body = coding.Unpack(new MemoryBody(packed.Bytes));
            return await reading.ToEndAsync(body, cancellation).ConfigureAwait(false) == 0 ? Undecodable : null;
        }
        catch (NotSupportedException)
        {
            return new UnscannableReason(UnscannableCode.UnsupportedFormat, "content-encoding");
        }
        catch (Exception broken) when (broken is InvalidDataException or InvalidOperationException or IOException)
        {
            return Undecodable;
        }
    }

    private sealed class Reading(ContentLimits limits, int bytesMost, bool isDeclared) : IDisposable
    {
        private readonly IncrementalHash _digest = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private IMemoryOwner<byte>? _memory;
        private int _length;

        public int Length => _length;

        /// <summary>Stops one byte past the limit, or past the declared length: more would tell nothing.</summary>
        public async ValueTask<int> ToEndAsync(Stream body, CancellationToken cancellation)
        {
            // One byte more than may come, so that a full buffer that sees no end is the proof of too many.
            var most = bytesMost + 1;
            _memory = limits.Rent(isDeclared ? most : Math.Min(FirstBufferBytes, most));
            while (_length < most)
            {
                if (_length == _memory.Memory.Length)
                {
                    Grow(most);
                }

                var read = await body.ReadAsync(_memory.Memory[_length..], cancellation).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                _digest.AppendData(_memory.Memory.Span.Slice(_length, read));
                _length += read;
            }

            return _length;
        }

        public FetchedContent Take(IDisposable? reservation, PackedBody? packed = null)
        {
            var memory = _memory ?? throw new InvalidOperationException("Nothing was read.");
            _memory = null;
            Span<byte> sha256 = stackalloc byte[Hash256.SizeBytes];
            _ = _digest.GetHashAndReset(sha256);
            return new FetchedContent(memory, _length, new Hash256(sha256), reservation)
            {
                Packed = packed,
                TakesSha512 = limits.TakesSha512,
            };
        }

        public void Dispose()
        {
            _memory?.Dispose();
            _digest.Dispose();
        }

        private void Grow(int most)
        {
            var small = _memory ?? throw new InvalidOperationException("Nothing was read.");
            var large = limits.Rent((int)Math.Min((long)small.Memory.Length * 2, most));
            small.Memory.CopyTo(large.Memory);
            small.Dispose();
            _memory = large;
        }
    }
}

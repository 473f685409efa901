using System.Buffers;
using ScanWorker.Hashing.Digests;
using ScanWorker.Pipeline.Telemetry;

namespace ScanWorker.Pipeline.Content;

/// <summary>Reads a body into pooled memory. The one way in for bytes of a store: limits, budget and digests are kept
/// here.</summary>
public static class ContentReader
{
    private const int FirstBufferBytes = 64 << 10;

    /// <summary>Reads <paramref name="body"/> to its end.</summary>
    /// <param name="body">Not disposed here.</param>
    /// <param name="declaredBytes">The length that the store gave before the body, or null. A body of another length
    /// is a failed attempt.</param>
    /// <param name="limits">Bytes and memory; the budget's share goes with the content.</param>
    /// <param name="cancellation">Deadline or shutdown.</param>
    /// <returns>Owned content; or <see cref="UnscannableCode.ContentTooLarge"/> or
    /// <see cref="UnscannableCode.Empty"/>.</returns>
    /// <exception cref="ContentUnavailableException">The body is shorter or longer than declared.</exception>
    public static async ValueTask<Outcome<FetchedContent>> ReadAsync(
        Stream body, long? declaredBytes, ContentLimits limits, CancellationToken cancellation)
    {
        if (declaredBytes > limits.BytesMax)
        {
            return UnscannableCode.ContentTooLarge;
        }

        if (declaredBytes == 0)
        {
            return UnscannableCode.Empty;
        }

        var bytesAtMost = declaredBytes ?? limits.BytesMax;
        var reservation = await limits.ReserveAsync(bytesAtMost, cancellation).ConfigureAwait(false);
        using var reading = new Reading(limits, (int?)declaredBytes);
        using var digesting = ScanTracing.Stage("digest"); // Digests are computed while the bytes arrive.
        try
        {
            var length = await reading.ToEndAsync(body, cancellation).ConfigureAwait(false);
            if (declaredBytes is { } declared && length != declared)
            {
                throw new ContentUnavailableException("The store sent a body of another length than it declared.");
            }

            var content = length > limits.BytesMax ? UnscannableCode.ContentTooLarge
                : length == 0 ? UnscannableCode.Empty
                : (Outcome<FetchedContent>)reading.Take(reservation);
            reservation = content.TryGet(out _) ? null : reservation;
            return content;
        }
        finally
        {
            reservation?.Dispose();
        }
    }

    private sealed class Reading(ContentLimits limits, int? declaredBytes) : IDisposable
    {
        private readonly ContentDigester _digester = new();
        private IMemoryOwner<byte>? _memory;
        private int _length;

        /// <summary>Stops one byte past the limit, or past the declared length: more would tell nothing.</summary>
        public async ValueTask<int> ToEndAsync(Stream body, CancellationToken cancellation)
        {
            // One byte more than may come, so that a full buffer that sees no end is the proof of too many.
            var most = (declaredBytes ?? limits.BytesMax) + 1;
            _memory = limits.Rent(declaredBytes is null ? Math.Min(FirstBufferBytes, most) : most);
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

                _digester.Append(_memory.Memory.Span.Slice(_length, read));
                _length += read;
            }

            return _length;
        }

        public FetchedContent Take(IDisposable reservation)
        {
            var memory = _memory ?? throw new InvalidOperationException("Nothing was read.");
            _memory = null;
            return new FetchedContent(memory, _length, _digester.Finish(), reservation);
        }

        public void Dispose()
        {
            _memory?.Dispose();
            _digester.Dispose();
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

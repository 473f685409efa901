using System.Buffers.Binary;
using System.IO.Hashing;
using ICSharpCode.SharpZipLib;
using ICSharpCode.SharpZipLib.Zip.Compression;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Adapters.WorkingSets;

/// <summary>
/// Unpacks gzip and proves it whole: every member's check sum and length are verified, and nothing may stand after the
/// last one but zeros.
/// </summary>
/// <remarks>
/// <see cref="System.IO.Compression.GZipStream"/> takes a list that is cut off, or whose second member is damaged, for
/// one that ends there.
/// </remarks>
internal sealed class GzipMembers(Stream packed) : ForwardStream
{
    private const byte HasHeaderCheck = 2, HasExtra = 4, HasName = 8, HasComment = 16, Reserved = 0xE0;
    private const byte Deflate = 8;
    private readonly byte[] _input = new byte[1 << 16];
    private readonly Inflater _inflater = new(noHeader: true);
    private readonly Crc32 _check = new();
    private int _start;
    private int _end;
    private uint _length;
    private bool _isInMember;
    private long _members;

    /// <exception cref="InvalidDataException">A member is damaged or cut off.</exception>
    public override int Read(byte[] buffer, int offset, int count)
    {
        while (count > 0 && (_isInMember || TryOpenMember()))
        {
            var written = Inflate(buffer, offset, count);
            if (written > 0)
            {
                _check.Append(buffer.AsSpan(offset, written));
                _length += (uint)written;
                return written;
            }
        }

        return 0;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            packed.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <returns>Bytes that were unpacked; none when the member has ended, or input had to be brought.</returns>
    private int Inflate(byte[] buffer, int offset, int count)
    {
        try
        {
            var written = _inflater.Inflate(buffer, offset, count);
            if (written > 0)
            {
                return written;
            }
        }
        catch (Exception problem) when (problem is SharpZipBaseException or IndexOutOfRangeException)
        {
            throw Broken("is damaged", problem); // Of some tables of codes the library only sees that it left its own.
        }

        if (_inflater.IsFinished)
        {
            CloseMember();
        }
        else if (!_inflater.IsNeedingInput)
        {
            throw Broken("is damaged");
        }
        else
        {
            if (!Fill())
            {
                throw Broken("is cut off");
            }

            _inflater.SetInput(_input, _start, _end - _start);
        }

        return 0;
    }

    private bool TryOpenMember()
    {
        if (_start == _end && !Fill())
        {
            return _members == 0 ? throw Broken("is cut off") : false;
        }

        if (_members > 0 && _input[_start] == 0)
        {
            SkipZeros();
            return false;
        }

        _members++;
        var (first, second, method, flags) = (Next(), Next(), Next(), Next());
        if (first != 0x1F || second != 0x8B || method != Deflate || (flags & Reserved) != 0)
        {
            throw Broken("does not begin like one");
        }

        SkipHeader(flags);
        _inflater.Reset();
        _inflater.SetInput(_input, _start, _end - _start);
        _check.Reset();
        (_length, _isInMember) = (0, true);
        return true;
    }

    private void SkipHeader(byte flags)
    {
        Skip(6); // Time, flags of the packer, and its system.
        if ((flags & HasExtra) != 0)
        {
            Skip(Next() | (Next() << 8));
        }

        foreach (var flag in (ReadOnlySpan<byte>)[HasName, HasComment])
        {
            while ((flags & flag) != 0 && Next() != 0)
            {
                // A text that ends with a zero.
            }
        }

        Skip((flags & HasHeaderCheck) != 0 ? 2 : 0);
    }

    private void CloseMember()
    {
        _start = _end - _inflater.RemainingInput;
        _isInMember = false;
        Span<byte> trailer = stackalloc byte[8];
        foreach (ref var octet in trailer)
        {
            octet = Next();
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(trailer) != _check.GetCurrentHashAsUInt32()
            || BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) != _length)
        {
            throw Broken("is damaged: its check sum or length is another");
        }
    }

    // Tapes and some tools fill up with zeros.
    private void SkipZeros()
    {
        do
        {
            if (_input.AsSpan(_start, _end - _start).ContainsAnyExcept((byte)0))
            {
                throw new InvalidDataException("Something stands after the end of the gzip file: it is damaged.");
            }

            _start = _end;
        }
        while (Fill());
    }

    private void Skip(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _ = Next();
        }
    }

    private byte Next() => _start < _end || Fill() ? _input[_start++] : throw Broken("is cut off");

    private bool Fill()
    {
        (_start, _end) = (0, packed.Read(_input, 0, _input.Length));
        return _end > 0;
    }

    private InvalidDataException Broken(string what, Exception? cause = null) =>
        new($"The gzip file {what} (member {Math.Max(_members, 1)}). Nothing is applied: bring the list again.", cause);
}

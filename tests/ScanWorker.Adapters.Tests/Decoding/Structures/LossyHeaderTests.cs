using CsCheck;
using ScanWorker.Adapters.Decoding.Structures;

namespace ScanWorker.Adapters.Tests.Decoding.Structures;

/// <summary>Headers as the encoder of RFC 6386 writes them, with values that encoders give and others.</summary>
[TestFixture, Parallelizable(ParallelScope.All)]
internal sealed class LossyHeaderTests
{
    private static readonly Gen<Header> Headers =
        from hasSegments in Gen.Bool
        from hasMap in Gen.Bool
        from hasValues in Gen.Bool
        from isAbsolute in Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false)))
        from quantisers in Values(127).Array[4]
        from levels in Values(63).Array[4]
        from deltas in Values(63).Array[8]
        from partitionBits in Gen.Int[0, 3]
        from sizes in Gen.Int[0, 300].Array[8]
        from cut in Gen.Frequency((3, Gen.Const(0)), (1, Gen.Int[1, 2000]))
        select new Header(
            hasSegments, hasMap, hasValues, isAbsolute, quantisers, levels, deltas, partitionBits, sizes, cut);

    [Test]
    public void IsPlain_AnyHeader_IsSoWhenEveryValueIsWithinItsRangeAndEveryPartitionThere() => Headers.Sample(header =>
    {
        var isPlain = LossyHeader.IsPlain(header.First(), header.Rest());

        return isPlain == (header.AreValuesPlain && header.ArePartitionsThere);
    });

    [Test]
    public void IsPlain_AnyBytes_EndsWithoutAnException() =>
        Gen.Select(Gen.Byte.Array[0, 40], Gen.Byte.Array[0, 60]).Sample(
            (first, rest) => { _ = LossyHeader.IsPlain(first, rest); }, iter: 20_000);

    // Absent, or a number that is below zero now and then.
    private static Gen<int?> Values(int most) => Gen.Frequency(
        (3, Gen.Int[0, most].Select(value => (int?)value)), (2, Gen.Const(default(int?))),
        (1, Gen.Int[-most, most].Select(value => (int?)value)));

    private sealed record Header(
        bool HasSegments, bool HasMap, bool HasValues, bool IsAbsolute, int?[] Quantisers, int?[] Levels,
        int?[] Deltas, int PartitionBits, int[] Sizes, int Cut)
    {
        private int Partitions => 1 << PartitionBits;

        public bool AreValuesPlain => !HasSegments || !HasValues
            || (IsAbsolute && Quantisers.Concat(Levels).All(value => value is null or >= 0));

        public bool ArePartitionsThere => Rest().Length - (3 * (Partitions - 1)) > Sizes.Take(Partitions - 1).Sum();

        public byte[] First()
        {
            var coder = new BoolEncoder();
            coder.Write(0, 2);
            coder.Write(HasSegments);
            if (HasSegments)
            {
                WriteSegments(coder);
            }

            coder.Write(0x155, 10);
            coder.Write(true);
            coder.Write(true);
            WriteAll(coder, Deltas, 6);
            coder.Write(PartitionBits, 2);
            coder.Write(0, 200); // What follows is longer than this in every picture.
            return coder.ToBytes();
        }

        public byte[] Rest()
        {
            byte[] sizes =
            [
                .. Sizes.Take(Partitions - 1).SelectMany(size => (byte[])[(byte)size, (byte)(size >> 8), 0]),
            ];
            byte[] all = [.. sizes, .. new byte[Sizes.Take(Partitions).Sum()]];
            return all[..Math.Max(0, all.Length - Cut)];
        }

        private static void WriteAll(BoolEncoder coder, int?[] values, int bits)
        {
            foreach (var value in values)
            {
                coder.Write(value is not null);
                if (value is { } known)
                {
                    coder.Write(Math.Abs(known), bits);
                    coder.Write(known < 0);
                }
            }
        }

        private void WriteSegments(BoolEncoder coder)
        {
            coder.Write(HasMap);
            coder.Write(HasValues);
            if (HasValues)
            {
                coder.Write(IsAbsolute);
                WriteAll(coder, Quantisers, 7);
                WriteAll(coder, Levels, 6);
            }

            for (var i = 0; HasMap && i < 3; i++)
            {
                coder.Write(i != 1);
                coder.Write(i, i != 1 ? 8 : 0);
            }
        }
    }

    /// <summary>RFC 6386, section 7.3, for bits that are as likely to be set as not.</summary>
    private sealed class BoolEncoder
    {
        private readonly List<byte> _bytes = [];
        private ulong _bottom;
        private uint _range = 255;
        private int _left = 24;

        public void Write(int value, int bits)
        {
            for (var bit = bits - 1; bit >= 0; bit--)
            {
                Write(bit < 31 && (value >> bit & 1) == 1);
            }
        }

        public void Write(bool isSet)
        {
            var split = 1 + ((_range - 1) >> 1);
            _bottom += isSet ? split : 0;
            _range = isSet ? _range - split : split;
            while (_range < 128)
            {
                _range <<= 1;
                Shift();
            }
        }

        public byte[] ToBytes()
        {
            for (var i = 0; i < 32; i++)
            {
                Shift();
            }

            return [.. _bytes];
        }

        private void Shift()
        {
            if ((_bottom & (1UL << 31)) != 0)
            {
                Carry();
            }

            _bottom = (_bottom << 1) & uint.MaxValue;
            if (--_left == 0)
            {
                _bytes.Add((byte)(_bottom >> 24));
                (_bottom, _left) = (_bottom & 0xFFFFFF, 8);
            }
        }

        private void Carry()
        {
            var at = _bytes.Count - 1;
            while (_bytes[at] == byte.MaxValue)
            {
                _bytes[at--] = 0;
            }

            _bytes[at]++;
        }
    }
}

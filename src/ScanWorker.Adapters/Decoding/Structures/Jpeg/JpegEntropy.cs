namespace ScanWorker.Adapters.Decoding.Structures.Jpeg;

/// <summary>Walks the coded data of one scan of a JPEG without making pixels: does it hold every unit, and nothing
/// that decoders take differently?</summary>
/// <remarks>
/// A code that no table has, a coefficient beyond the last, or data that ends early, throws decoders out of step, each
/// in its own way. And values beyond what a picture of eight bits can have overflow in arithmetic of 16 bits, as
/// libjpeg-turbo's, where others saturate.
/// </remarks>
internal ref struct JpegEntropy
{
    // Of what libjpeg-turbo's first pass holds in 16 bits (four times the sum of a column) nothing is lost within
    // these. A picture's own: 1,024, and 2,896 and some rounding.
    private const int SteadyMax = 2100;
    private const int ColumnMax = 4000;
    private const int CategoryMax = 11;

    private readonly JpegScan _scan;
    private readonly JpegBlocks? _blocks;
    private readonly int _interval;
    private readonly CancellationToken _deadline;
    private readonly int[] _predictions;
    private JpegBits _bits;
    private int _blocksToSkip;
    private int _unit;

    /// <param name="scan">The scan.</param>
    /// <param name="blocks">What earlier scans of a progressive picture have brought.</param>
    /// <param name="interval">Units between two restart markers, or 0 if there are none.</param>
    /// <param name="deadline">Ends the walk.</param>
    public JpegEntropy(JpegScan scan, JpegBlocks? blocks, int interval, CancellationToken deadline) =>
        (_scan, _blocks, _interval, _deadline, _predictions) =
            (scan, blocks, interval == 0 ? scan.Units : interval, deadline, new int[scan.Parts.Length]);

    /// <summary>Walks the data up to the next restart marker, or to the end.</summary>
    /// <returns>False if decoders may disagree about it.</returns>
    public bool Take(ReadOnlySpan<byte> data)
    {
        const int UnitsBetweenLooks = 0x1000;
        _bits = new JpegBits(data);
        _predictions.AsSpan().Clear();
        for (var end = Math.Min(_scan.Units, _unit + (long)_interval); _unit < end; _unit++)
        {
            if (_unit % UnitsBetweenLooks == 0)
            {
                _deadline.ThrowIfCancellationRequested();
            }

            if (!Unit(_unit))
            {
                return false;
            }
        }

        return _bits.IsAtEnd && _blocksToSkip == 0;
    }

    private bool Unit(int unit)
    {
        if (!_scan.IsInterleaved)
        {
            return Block(0, unit);
        }

        for (var part = 0; part < _scan.Parts.Length; part++)
        {
            for (var i = 0; i < _scan.Parts[part].Component.Blocks; i++)
            {
                if (!Block(part, unit))
                {
                    return false;
                }
            }
        }

        return true;
    }

    private bool Block(int part, int block)
    {
        var coded = _scan.Parts[part];
        return !_scan.Frame.IsProgressive ? Steady(part, coded) && Sequential(coded)
            : _scan.First == 0 ? (_scan.High == 0 ? Steady(part, coded) : _bits.Take(1) >= 0)
            : _scan.High == 0 ? FirstBand(coded, block)
            : RefinedBand(coded, block);
    }

    private bool Steady(int part, JpegScanPart coded)
    {
        if (coded is not { Dc: { } dc, Quantisation: { } table })
        {
            return false;
        }

        var category = _bits.Symbol(dc);
        if (category is < 0 or > CategoryMax)
        {
            return false;
        }

        _predictions[part] += _bits.Signed(category);
        return Math.Abs((_predictions[part] << _scan.Low) * (long)table[0]) <= SteadyMax + table[0];
    }

    private bool Sequential(JpegScanPart coded)
    {
        if (coded is not { Ac: { } ac, Quantisation: { } table })
        {
            return false;
        }

        Span<int> columns = stackalloc int[8];
        for (var k = 1; k < 64; k++)
        {
            var symbol = _bits.Symbol(ac);
            var (run, category) = (symbol >> 4, symbol & 0xF);
            if (category == 0)
            {
                if (symbol == 0)
                {
                    return !_bits.IsBeyondEnd;
                }

                k += 15;
                if (run != 15 || k > 63)
                {
                    return false;
                }

                continue;
            }

            k += run;
            if (symbol < 0 || k > 63 || category > CategoryMax)
            {
                return false;
            }

            ref var column = ref columns[JpegBlocks.Column(k)];
            column += Math.Abs(_bits.Signed(category)) * table[k];
            if (column > ColumnMax)
            {
                return false;
            }
        }

        return !_bits.IsBeyondEnd;
    }

    private bool FirstBand(JpegScanPart coded, int block)
    {
        if (_blocksToSkip > 0)
        {
            _blocksToSkip--;
            return true;
        }

        if (coded is not { Ac: { } ac, Quantisation: { } table } || _blocks is null)
        {
            return false;
        }

        for (var k = _scan.First; k <= _scan.Last; k++)
        {
            var symbol = _bits.Symbol(ac);
            var (run, category) = (symbol >> 4, symbol & 0xF);
            if (symbol < 0 || category > CategoryMax)
            {
                return false;
            }

            if (category == 0 && run < 15)
            {
                _blocksToSkip = (1 << run) + _bits.Take(run) - 1;
                break;
            }

            k += run;
            if (k > _scan.Last)
            {
                return false;
            }

            if (category != 0)
            {
                var size = Math.Abs((long)_bits.Signed(category) << _scan.Low) * table[k];
                if (!_blocks.Add(coded.Index, block, k, size, ColumnMax))
                {
                    return false;
                }
            }
        }

        return !_bits.IsBeyondEnd;
    }

    // T.81 G.1.2.3: a run counts the coefficients that are zero so far; each other one on the way has a bit of its
    // own.
    private bool RefinedBand(JpegScanPart coded, int block)
    {
        if (coded is not { Ac: { } ac, Quantisation: { } table } || _blocks is null)
        {
            return false;
        }

        var k = _scan.First;
        while (_blocksToSkip == 0 && k <= _scan.Last)
        {
            var symbol = _bits.Symbol(ac);
            var (run, category) = (symbol >> 4, symbol & 0xF);
            if (symbol < 0 || category > 1)
            {
                return false;
            }

            if (category == 0 && run < 15)
            {
                _blocksToSkip = (1 << run) + _bits.Take(run);
                break;
            }

            _ = _bits.Take(category);
            k = Refine(coded, table, block, k, run);
            if (k > _scan.Last
                || (category == 1 && !_blocks.Add(coded.Index, block, k, (long)table[k] << _scan.Low, ColumnMax)))
            {
                return false;
            }

            k++;
        }

        if (_blocksToSkip > 0)
        {
            _ = Refine(coded, table, block, k, int.MaxValue);
            _blocksToSkip--;
        }

        return !_bits.IsBeyondEnd;
    }

    /// <returns>The place of the zero after <paramref name="run"/> others, or one beyond the band.</returns>
    private int Refine(JpegScanPart coded, ushort[] table, int block, int k, int run)
    {
        for (; k <= _scan.Last; k++)
        {
            if (_blocks is { } blocks && blocks.Has(coded.Index, block, k))
            {
                // What is beyond the sum's bound is found by the next coefficient of the column, or is within the
                // margin.
                _ = _bits.Take(1) == 1
                    && blocks.Add(coded.Index, block, k, (long)table[k] << _scan.Low, ColumnMax);
            }
            else if (run-- == 0)
            {
                break;
            }
        }

        return k;
    }
}

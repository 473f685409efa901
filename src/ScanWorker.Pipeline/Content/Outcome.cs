using System.Diagnostics.CodeAnalysis;

namespace ScanWorker.Pipeline.Content;

/// <summary>A value, or the reason there is none.</summary>
/// <remarks><c>default</c> means <see cref="UnscannableCode.Unknown"/>: a forgotten assignment ends in review, not in
/// a pass.</remarks>
public readonly struct Outcome<T> where T : class
{
    private readonly T? _value;
    private readonly UnscannableReason _reason;

    private Outcome(T? value, UnscannableReason reason) => (_value, _reason) = (value, reason);

    /// <exception cref="InvalidOperationException">There is a value.</exception>
    public UnscannableReason Reason =>
        _value is null ? _reason : throw new InvalidOperationException("The outcome has a value.");

    public static implicit operator Outcome<T>(T value) => new(value, default);

    public static implicit operator Outcome<T>(UnscannableReason reason) => new(null, reason);

    public static implicit operator Outcome<T>(UnscannableCode code) => new(null, code);

    public bool TryGet([NotNullWhen(true)] out T? value)
    {
        value = _value;
        return value is not null;
    }
}

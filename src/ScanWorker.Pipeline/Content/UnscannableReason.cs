namespace ScanWorker.Pipeline.Content;

/// <summary>Why an upload could not be looked at.</summary>
/// <param name="Code">What policy decides by.</param>
/// <param name="Detail">A closed word that refines it, such as a format's name; never text from the upload.</param>
public readonly record struct UnscannableReason(UnscannableCode Code, string? Detail = null)
{
    public static implicit operator UnscannableReason(UnscannableCode code) => new(code);

    /// <summary><c>code</c> or <c>code:detail</c>, in kebab-case, as events carry it.</summary>
    public override string ToString() =>
        Detail is null ? KebabCase.Of(Code) : $"{KebabCase.Of(Code)}:{Detail}";
}

using Microsoft.Extensions.Options;

namespace ScanWorker.Adapters.Policies;

/// <summary>Generated from the attributes of <see cref="PolicyOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class PolicyAttributesValidator : IValidateOptions<PolicyOptions>;

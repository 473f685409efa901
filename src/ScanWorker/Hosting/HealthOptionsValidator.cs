using Microsoft.Extensions.Options;

namespace ScanWorker.Hosting;

/// <summary>Generated from the attributes of <see cref="HealthOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class HealthOptionsValidator : IValidateOptions<HealthOptions>;

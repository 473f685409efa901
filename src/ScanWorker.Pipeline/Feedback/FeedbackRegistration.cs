using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace ScanWorker.Pipeline.Feedback;

/// <summary>Puts what follows from reviewers' denials into the services of a custodian's command.</summary>
internal static class FeedbackRegistration
{
    extension(IServiceCollection services)
    {
        public IServiceCollection AddFeedback(IConfiguration configuration) =>
            services.AddValidated<FeedbackOptions, FeedbackOptionsValidator>(configuration, FeedbackOptions.Section);
    }
}

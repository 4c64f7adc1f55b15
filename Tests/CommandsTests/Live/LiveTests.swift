import ClusterSupport
import Testing

/// The real program against a real API server, as a person uses it. One after the other: definitions belong to the whole server.
@Suite(.needsCluster, .needsHelm, .serialized) enum LiveTests {}

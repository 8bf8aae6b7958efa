import { Component, type ReactNode } from 'react';

/** The last net: a failure outside every screen. Plain elements, since anything richer may be what failed. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly failure: string | null }> {
  override state: { readonly failure: string | null } = { failure: null };

  static getDerivedStateFromError(error: unknown): { readonly failure: string } {
    return { failure: error instanceof Error ? error.message : String(error) };
  }

  override render(): ReactNode {
    const { failure } = this.state;
    if (failure === null) return this.props.children;
    return (
      <main style={{ maxWidth: 560, margin: '12vh auto', padding: 24 }}>
        <h1>The page of Mailferry failed</h1>
        <p>Runs go on: they do not need the page. Load the page again; if that does not help, restart Mailferry.</p>
        <p>{failure}</p>
        <button type="button" onClick={() => window.location.reload()}>
          Load the page again
        </button>
      </main>
    );
  }
}

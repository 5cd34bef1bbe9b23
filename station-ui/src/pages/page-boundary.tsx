import { Component, type ReactNode } from 'react';

export interface PageBoundaryProps {
  readonly children: ReactNode;
  /** In the place of the page, once it could not be drawn. */
  readonly failed: (error: unknown) => ReactNode;
}

interface Failure {
  readonly error: unknown;
}

/** Keeps the frame standing when a page cannot be loaded or drawn. Give it the page as its key: another page is tried anew. */
export class PageBoundary extends Component<PageBoundaryProps, { readonly failure: Failure | null }> {
  static getDerivedStateFromError(error: unknown): { readonly failure: Failure } {
    return { failure: { error } };
  }

  override state: { readonly failure: Failure | null } = { failure: null };

  override render(): ReactNode {
    const { failure } = this.state;
    return failure ? this.props.failed(failure.error) : this.props.children;
  }
}

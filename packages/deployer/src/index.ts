// Reports: what tools and tests may read and write.
export {};
